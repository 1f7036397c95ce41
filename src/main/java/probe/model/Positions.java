package probe.model;

/** Which positions of a context are taken out. */
public enum Positions {
  LAST,
  ALL;

  /** Rows that a batch gives. */
  int rows(TokenBatch batch) {
    return this == LAST ? batch.rows() : batch.tokens();
  }
}
