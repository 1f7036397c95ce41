package probe.geometry;

import java.util.function.DoubleUnaryOperator;

/**
 * How a logit comes from a state l and a word's vector g in the coordinates of a {@link Space}:
 * cap(l . (g + common)).
 *
 * @param common [d] what all rows have in common and the space leaves out: the mean row in the
 *     space's coordinates, Cov^-1/2 mean for the causal inner product, zero for the Euclidean one.
 *     It cancels in differences of logits that are not capped.
 * @param cap what is done to a logit at last, such as 30 tanh(x / 30)
 * @param linear whether {@code cap} does nothing
 */
public record LogitHead(double[] common, DoubleUnaryOperator cap, boolean linear) {

  /** A head without a cap. */
  public static LogitHead linear(int width) {
    return new LogitHead(new double[width], x -> x, true);
  }

  /** A head with an increasing {@code cap}. */
  public static LogitHead capped(double[] common, DoubleUnaryOperator cap) {
    return new LogitHead(common.clone(), cap, false);
  }
}
