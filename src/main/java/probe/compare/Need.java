package probe.compare;

/** What a prediction has to know of a model. */
public enum Need {
  ALIGNMENT("alignment"),
  LINEARITY("linearity"),
  LOG_ODDS("log-odds"),
  MAX_MARGIN("max-margin"),
  ORTHOGONALITY("orthogonality"),
  /** Results at points of its training. */
  COURSE(""),
  /** Every weight trained on fact sets, pairings that are true and made up. */
  TAUGHT(""),
  /** The same with several numbers of training implications. */
  SEVERAL_TOLD(""),
  /** Values and outputs of attention, and their product, trained on fact sets. */
  PARTS(""),
  /** Low-rank matrices of several ranks, trained on fact sets. */
  RANKS("");

  private final String kind;

  Need(String kind) {
    this.kind = kind;
  }

  /** The kind of probe that gives it; "" where it is no probe. */
  public String kind() {
    return kind;
  }
}
