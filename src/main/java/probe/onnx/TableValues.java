package probe.onnx;

/** Recognises tables that nobody trained by the numbers in them. */
final class TableValues {
  // the least that masks are filled with; scores never come near it
  private static final double MASKED = -1e4;
  private static final double ROUNDING = 2e-2;

  private TableValues() {}

  /** Whether all elements are the same number. */
  static boolean isUniform(Constants.Value value) {
    double first = value.dtype().readDouble(value.data(), 0);
    for (long i = 1; i < value.size(); i++) {
      if (value.dtype().readDouble(value.data(), i) != first) {
        return false;
      }
    }
    return true;
  }

  /** Whether there are only zeros and numbers that no score survives. */
  static boolean isMask(Constants.Value value) {
    boolean masked = false;
    for (long i = 0; i < value.size(); i++) {
      double x = value.dtype().readDouble(value.data(), i);
      if (x != 0 && !(x <= MASKED)) {
        return false;
      }
      masked |= x != 0;
    }
    return masked;
  }

  /**
   * Whether [positions, d] holds a sine and a cosine of each of d/2 angles: then every row, but for
   * empty ones of padding, has length sqrt(d/2).
   */
  static boolean isSinusoidal(Constants.Value value) {
    int rank = value.dims().length;
    long width = rank == 0 ? 1 : value.dims()[rank - 1];
    long rows = value.size() / Math.max(1, width);
    if (rows < 2 || width < 2) {
      return false;
    }
    boolean any = false;
    for (long row = 0; row < rows; row++) {
      double square = 0;
      for (long i = row * width; i < (row + 1) * width; i++) {
        double x = value.dtype().readDouble(value.data(), i);
        square += x * x;
      }
      if (square != 0 && Math.abs(square / (width / 2.0) - 1) > ROUNDING) {
        return false;
      }
      any |= square != 0;
    }
    return any;
  }

  /**
   * Whether the first position has the same number throughout, as angles of 0 give it, and later
   * ones do not.
   */
  static boolean isRotation(Constants.Value value) {
    long width = value.dims()[value.dims().length - 1];
    double first = value.dtype().readDouble(value.data(), 0);
    for (long i = 0; i < value.size(); i++) {
      double x = value.dtype().readDouble(value.data(), i);
      if (x != first) {
        return i >= width;
      }
    }
    return false;
  }

  /** Axes that are longer than 1. */
  static int axes(long[] dims) {
    int axes = 0;
    for (long d : dims) {
      axes += d > 1 ? 1 : 0;
    }
    return axes;
  }
}
