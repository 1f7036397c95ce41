package probe.tensor;

import java.nio.FloatBuffer;

/** How far tensors differ, as a share of their size. */
public final class Compare {
  private Compare() {}

  /** The largest absolute value; NaN if there is one. */
  public static double largest(float[] values) {
    double worst = 0;
    for (float x : values) {
      worst = Math.max(worst, Math.abs((double) x));
    }
    return worst;
  }

  /**
   * The largest absolute difference of entries {@code 0} to {@code count - 1}; NaN if there is one.
   */
  public static double difference(float[] a, float[] b, int count) {
    double worst = 0;
    for (int i = 0; i < count; i++) {
      worst = Math.max(worst, Math.abs((double) a[i] - b[i]));
    }
    return worst;
  }

  /**
   * The largest difference as a share of the largest absolute value of {@code expected}.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public static double share(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      throw new IllegalArgumentException(
          "vector dimensions differ: %d != %d".formatted(actual.length, expected.length));
    }
    double largest = largest(expected);
    double difference = difference(actual, expected, actual.length);
    return difference == 0 ? 0 : difference / largest;
  }

  /** Index of the largest value, the first of equals. */
  public static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  /** What is left in {@code buffer}, as an array; the buffer stays where it was. */
  public static float[] copy(FloatBuffer buffer) {
    float[] out = new float[buffer.remaining()];
    buffer.duplicate().get(out);
    return out;
  }

  /** Whether entries {@code 0} to {@code count - 1} are all finite. */
  public static boolean isFinite(float[] values, int count) {
    // a sum is finite only if all its terms are, and one pass without branches is cheap
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i] * 0f;
    }
    return sum == 0f;
  }
}
