package probe.onnx.write;

import java.util.SplittableRandom;

/** Weights as GPT-2 is initialised: normal with deviation 0.02, norms 1, biases 0. */
public final class RandomWeights implements Gpt2Writer.Weights {
  private static final double DEVIATION = 0.02;

  private final SplittableRandom random;

  public RandomWeights(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public float[] get(String name, long... shape) {
    long count = 1;
    for (long n : shape) {
      count *= n;
    }
    float[] values = new float[Math.toIntExact(count)];
    if (name.endsWith(".bias")) {
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = name.contains(".ln_") ? 1f : (float) (DEVIATION * random.nextGaussian());
    }
    return values;
  }
}
