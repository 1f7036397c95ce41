package probe.linear;

/** A split into training and test rows, or the reason why there is none. */
public sealed interface Division {

  /**
   * Training and test rows.
   *
   * @param train rows, ascending
   * @param test rows, ascending
   * @param dropped rows that are in neither part
   * @param trainUnits independent units with training rows, see {@link Examples#units()}
   * @param testUnits independent units with test rows
   * @param how a sentence for the reader, with numbers
   */
  record Split(
      int[] train,
      int[] test,
      int dropped,
      int trainUnits,
      int testUnits,
      HoldOut heldOut,
      boolean block,
      long seed,
      String how)
      implements Division {}

  /**
   * The data allow no split that a test part can be trusted on.
   *
   * @param reason what is missing, with numbers
   */
  record Refused(String reason) implements Division {}
}
