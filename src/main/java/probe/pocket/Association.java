package probe.pocket;

/**
 * What one concept says of another: the true log-odds of counterfactual pairs of the first in two
 * contexts that differ in the second.
 *
 * @param first concept of the pairs
 * @param second concept that the contexts differ in
 * @param correlated whether the second changes the log-odds
 * @param left a document so far
 * @param leftFrom word that {@code leftTo} is compared with as the next one after {@code left}
 * @param leftLogOdds log p(leftTo) - log p(leftFrom), in nats
 * @param right a document so far that differs in the second concept
 */
public record Association(
    String first,
    String second,
    boolean correlated,
    String left,
    String leftFrom,
    String leftTo,
    double leftLogOdds,
    String right,
    String rightFrom,
    String rightTo,
    double rightLogOdds) {

  /** The log-odds ratio: 0 where the concepts are independent. */
  public double logOddsRatio() {
    return rightLogOdds - leftLogOdds;
  }
}
