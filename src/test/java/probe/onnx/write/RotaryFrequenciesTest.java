package probe.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RotaryFrequenciesTest {
  private static final Offset<Float> ROUNDING = Offset.offset(1e-9f);

  @Test
  void powersOfTheBase() {
    assertThat(RotaryFrequencies.plain(10_000).values(8)).containsExactly(1f, 0.1f, 0.01f, 0.001f);
  }

  @Test
  void aFactorDividesAll() {
    assertThat(new RotaryFrequencies(10_000, 1, new RotaryFrequencies.Linear(4)).values(4))
        .containsExactly(0.25f, 0.0025f);
  }

  @Test
  void llama3EqualsTransformers() {
    // transformers 5.18, LlamaRotaryEmbedding.inv_freq: one frequency kept, one between, two
    // stretched
    float[] values =
        new RotaryFrequencies(100, 1, new RotaryFrequencies.Smoothed(8, 1, 4, 64)).values(8);
    assertThat(values)
        .containsExactly(
            new float[] {1f, 0.24438459f, 0.013042256f, 0.0039528473f}, Offset.offset(3e-8f));
    assertThat(values[3]).isCloseTo(0.03162278f / 8, ROUNDING);
  }

  @Test
  void smoothingIsContinuous() {
    double context = 2 * Math.PI * 1000;
    for (double edge : new double[] {1, 4}) {
      // at these bases the second of two frequencies lies just on either side of an edge
      float below = second(context, 1000 / edge * 1.0001);
      float above = second(context, 1000 / edge * 0.9999);
      assertThat(Math.abs(below / above - 1)).isLessThan(1e-2f);
    }
  }

  private static float second(double context, double wavelength) {
    return new RotaryFrequencies(
            wavelength * wavelength, 1, new RotaryFrequencies.Smoothed(8, 1, 4, context))
        .values(4)[1];
  }
}
