package probe.tune.replay;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import probe.onnx.LinearLayer;

/**
 * Low-rank changes to train. B starts at 0, so that the model starts as it is.
 *
 * @param layers the projections that get one, each an A and a B
 * @param alpha the product of the two is multiplied by {@code alpha / rank}
 * @param initScale A starts uniform within this over sqrt(in); 1 is what PEFT has
 * @param seed of A
 */
public record LowRankPairs(
    List<LinearLayer> layers, int rank, double alpha, double initScale, long seed) {

  /** What A [rank, in] of {@code layer} is called as a parameter. */
  public static String nameOfA(LinearLayer layer) {
    return layer.module() + ".lora_A";
  }

  /** What B [out, rank] of {@code layer} is called as a parameter. */
  public static String nameOfB(LinearLayer layer) {
    return layer.module() + ".lora_B";
  }

  /** Fills one A after the other. */
  Replay.RowFiller start() {
    SplittableRandom random = new SplittableRandom(seed);
    return (values, rows, columns) -> {
      double bound = initScale / Math.sqrt((double) columns);
      for (long i = 0; i < rows * columns; i++) {
        values.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-bound, bound));
      }
    };
  }
}
