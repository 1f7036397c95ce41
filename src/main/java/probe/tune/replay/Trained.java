package probe.tune.replay;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import probe.onnx.Weight;
import probe.onnx.WeightPart;

/**
 * What is trained of a model; all else stays as it is, to the bit.
 *
 * @param whole which weights
 * @param parts rows or columns of other weights
 * @param pairs low-rank changes, or null for none
 */
public record Trained(
    Predicate<Weight> whole, List<WeightPart> parts, @Nullable LowRankPairs pairs) {
  /** Whole weights alone. */
  public static Trained weights(Predicate<Weight> whole) {
    return new Trained(whole, List.of(), null);
  }

  /** {@code whole} weights and {@code parts} of others. */
  public static Trained parts(Predicate<Weight> whole, List<WeightPart> parts) {
    return new Trained(whole, parts, null);
  }
}
