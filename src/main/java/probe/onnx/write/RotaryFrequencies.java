package probe.onnx.write;

import org.jspecify.annotations.Nullable;

/**
 * How fast each pair of entries of a head turns with the position.
 *
 * @param base theta: the slowest pair turns about that many times slower than the fastest
 * @param factor how many times longer contexts are than those of the first training; 1 for none
 * @param smoothing how much of the factor each frequency gets, or null where all get all of it
 */
public record RotaryFrequencies(double base, double factor, @Nullable Smoothing smoothing) {

  /**
   * The scaling of LLaMA 3: wavelengths beyond {@code context / low} are stretched by the factor,
   * those below {@code context / high} are kept, and between them it goes linearly.
   *
   * @param context longest context of the first training
   */
  public record Smoothing(double low, double high, double context) {}

  /** No scaling. */
  public static RotaryFrequencies plain(double base) {
    return new RotaryFrequencies(base, 1, null);
  }

  /** Radians per position [headWidth / 2], in the float32 steps that Hugging Face takes. */
  float[] values(int headWidth) {
    float[] out = new float[headWidth / 2];
    for (int i = 0; i < out.length; i++) {
      float exponent = 2f * i / headWidth;
      out[i] = scaled(1f / (float) Math.pow(base, exponent));
    }
    return out;
  }

  private float scaled(float frequency) {
    float stretched = (float) (frequency / factor);
    if (smoothing == null) {
      return stretched;
    }
    double wavelength = 2 * Math.PI / frequency;
    if (wavelength > smoothing.context() / smoothing.low()) {
      return stretched;
    }
    if (wavelength < smoothing.context() / smoothing.high()) {
      return frequency;
    }
    double kept =
        (smoothing.context() / wavelength - smoothing.low()) / (smoothing.high() - smoothing.low());
    return (float) ((1 - kept) * stretched + kept * frequency);
  }
}
