package probe.result;

/** What the evidence says of a claim. */
public enum Verdict {
  /** The claim passed every test that it was put to, after correction for their number. */
  SUPPORTED,
  /** The claim is wrong by more than the stated margin, as far as the interval can tell. */
  NOT_SUPPORTED,
  /** Neither: too few data, a control that failed, or an interval that allows both. */
  CANNOT_TELL
}
