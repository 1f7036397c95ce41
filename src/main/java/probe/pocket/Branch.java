package probe.pocket;

/**
 * One value of a random choice.
 *
 * @param probability of this value
 * @param token the token that the choice emits, or {@link #SILENT}
 * @param next the state after it
 */
record Branch(double probability, int token, State next) {
  static final int SILENT = -1;
}
