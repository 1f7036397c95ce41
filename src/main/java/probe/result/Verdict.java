package probe.result;

/** What the evidence says of a claim. */
public enum Verdict {
  /** The claim passed every test that it was put to, after correction for their number. */
  SUPPORTED,
  /** What the claim says is too small to matter, or the opposite is there: the interval says so. */
  NOT_SUPPORTED,
  /** Neither: too few data, a control that failed, or an interval that allows both. */
  CANNOT_TELL
}
