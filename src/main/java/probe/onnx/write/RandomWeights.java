package probe.onnx.write;

import java.util.SplittableRandom;
import probe.tensor.Matrix;

/**
 * Weights as models are initialised: normal with deviation 0.02, norms 1, biases 0.
 *
 * <p>The same seed gives the same weights to the same graph.
 */
public final class RandomWeights implements WeightSource {
  private static final double DEVIATION = 0.02;

  private final SplittableRandom random;
  private final double branchScale;

  /** The initialisation of LLaMA, and that of GPT-2 but for the ends of its branches. */
  public RandomWeights(long seed) {
    this(seed, 1);
  }

  private RandomWeights(long seed, double branchScale) {
    this.random = new SplittableRandom(seed);
    this.branchScale = branchScale;
  }

  /**
   * The initialisation of a GPT-2 of {@code blocks} blocks: the last matrix of each branch is
   * smaller by the root of the number of branches (Radford et al. 2019, section 2.3).
   */
  public static RandomWeights gpt2(long seed, int blocks) {
    return new RandomWeights(seed, 1 / Math.sqrt(2.0 * blocks));
  }

  /** The initialisation of a LLaMA. */
  public static RandomWeights llama(long seed) {
    return new RandomWeights(seed);
  }

  @Override
  public Matrix get(Weight weight) {
    float[] values = new float[Math.toIntExact(weight.count())];
    String name = weight.name();
    if (!name.endsWith(".bias")) {
      boolean norm = name.contains(".ln_") || name.endsWith("norm.weight");
      double deviation = DEVIATION * (name.endsWith(".c_proj.weight") ? branchScale : 1);
      for (int i = 0; i < values.length; i++) {
        values[i] = norm ? 1f : (float) (deviation * random.nextGaussian());
      }
    }
    return Matrix.of(values, weight.rows(), weight.columns());
  }
}
