package probe.geometry;

/** Arithmetic on vectors, in float64. */
public final class Vectors {
  private Vectors() {}

  /** a . b */
  public static double dot(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vector dimensions differ: %d != %d".formatted(a.length, b.length));
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The Euclidean length of {@code a}. */
  public static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /**
   * {@code a} at length one, as a new array.
   *
   * @throws IllegalArgumentException if it is zero, or not finite
   */
  public static double[] normalise(double[] a) {
    double norm = norm(a);
    if (!(norm > 0) || norm == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("a vector of length " + norm + " has no direction");
    }
    double[] out = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      out[i] = a[i] / norm;
    }
    return out;
  }

  /** b - a, as float64. */
  public static double[] difference(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vector dimensions differ: %d != %d".formatted(a.length, b.length));
    }
    double[] out = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      out[i] = (double) b[i] - a[i];
    }
    return out;
  }
}
