package probe.ocr.inside;

/** What an answer counts. */
final class Credit {
  private Credit() {}

  /** 1 where it is right, 0 where it is not, and chance where nothing could be told. */
  static double of(int answer, int right, int classes) {
    return answer < 0 ? 1.0 / classes : answer == right ? 1 : 0;
  }
}
