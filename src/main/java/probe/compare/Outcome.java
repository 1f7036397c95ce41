package probe.compare;

/** What the comparison of a prediction with a model comes to. */
public enum Outcome {
  /** The interval excludes a value that stands for nothing, on the side that the theory says. */
  HOLDS("holds"),
  /** The interval excludes everything that the theory says and that would matter. */
  FAILS("fails"),
  /** Neither: the interval allows both, or nothing was measured. */
  CANNOT_TELL("cannot tell");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
