package probe.onnx.write;

import java.util.List;

/**
 * How fast each pair of entries of a head turns with the position.
 *
 * @param base theta: the slowest pair turns about that many times slower than the fastest
 * @param share of a head's width that turns, from its beginning
 * @param scaling what contexts longer than those of the first training change
 */
public record RotaryFrequencies(double base, double share, Scaling scaling) {

  /** What a scaling makes of the frequencies, in the float32 steps that Hugging Face takes. */
  public sealed interface Scaling {
    float of(float frequency, int pair);
  }

  /** None. */
  public record Plain() implements Scaling {
    @Override
    public float of(float frequency, int pair) {
      return frequency;
    }
  }

  /** All turn {@code factor} times slower. */
  public record Linear(double factor) implements Scaling {
    @Override
    public float of(float frequency, int pair) {
      return (float) (frequency / factor);
    }
  }

  /**
   * The scaling of LLaMA 3: wavelengths beyond {@code context / low} are stretched by the factor,
   * those below {@code context / high} are kept, and between them it goes linearly.
   *
   * @param context longest context of the first training
   */
  public record Smoothed(double factor, double low, double high, double context)
      implements Scaling {
    @Override
    public float of(float frequency, int pair) {
      float stretched = (float) (frequency / factor);
      double wavelength = 2 * Math.PI / frequency;
      if (wavelength > context / low) {
        return stretched;
      }
      if (wavelength < context / high) {
        return frequency;
      }
      double kept = (context / wavelength - low) / (high - low);
      return (float) ((1 - kept) * stretched + kept * frequency);
    }
  }

  /** Each pair turns slower by a number of its own, as GGUF files hold them. */
  public record Divided(List<Float> divisors) implements Scaling {
    public Divided {
      divisors = List.copyOf(divisors);
    }

    @Override
    public float of(float frequency, int pair) {
      return frequency / divisors.get(pair);
    }
  }

  /** No scaling, and whole heads turn. */
  public static RotaryFrequencies plain(double base) {
    return new RotaryFrequencies(base, 1, new Plain());
  }

  /** How many entries of a head of {@code headWidth} turn. */
  public int turning(int headWidth) {
    return (int) (headWidth * share);
  }

  /** Radians per position [turning / 2]. */
  float[] values(int headWidth) {
    int turning = turning(headWidth);
    float[] out = new float[turning / 2];
    for (int i = 0; i < out.length; i++) {
      float exponent = 2f * i / turning;
      out[i] = scaling.of(1f / (float) Math.pow(base, exponent), i);
    }
    return out;
  }
}
