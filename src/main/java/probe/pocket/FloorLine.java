package probe.pocket;

/**
 * A model's loss beside its floor, over all tokens or those of one type.
 *
 * @param name of the sentence type; "all", or "opening" for tokens before which the type is open
 * @param targets number of tokens
 * @param floor mean entropy of the exact distribution, in nats
 * @param realised mean of minus the logarithm of the tokens' exact probabilities, in nats
 * @param loss mean loss of the model, in nats
 * @param standardError of {@link #excess}, documents drawn anew
 */
public record FloorLine(
    String name, int targets, double floor, double realised, double loss, double standardError) {
  /** Standard errors by which an excess must be negative to be more than sampling error. */
  public static final double ERRORS = 3;

  /**
   * Loss minus realised surprise, in nats: an unbiased estimate of the divergence of the exact
   * distribution from the model's, with less noise than loss minus floor.
   */
  public double excess() {
    return loss - realised;
  }

  /** The excess as a share of the floor. */
  public double share() {
    return excess() / floor;
  }

  /**
   * Whether the loss is below the floor by more than sampling error, {@link #ERRORS} standard
   * errors. No model can be: then the floor is wrong.
   */
  public boolean below() {
    return excess() < -ERRORS * standardError;
  }
}
