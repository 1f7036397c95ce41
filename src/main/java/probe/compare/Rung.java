package probe.compare;

/** How far from the theory a number was taken. */
public enum Rung {
  /** Trained tables or one layer: what the theory is about. */
  TABLE("table model"),
  /** A transformer, trained on data whose latent concepts are known. */
  POCKET("pocket world"),
  /** A transformer, trained on text that nobody knows the concepts of. */
  PRETRAINED("pretrained model");

  private final String words;

  Rung(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
