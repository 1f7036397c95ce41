package probe.onnx;

/**
 * Some rows or some columns of a two-dimensional weight. Its numbers are kept place by place:
 * [places, length of a row or column].
 *
 * @param name what it is called as a parameter of its own
 * @param axis 0 for rows, 1 for columns
 * @param places which, each once
 */
public record WeightPart(String name, Weight weight, int axis, int[] places) {
  /**
   * Checks the places.
   *
   * @throws IllegalArgumentException if the weight is no matrix, or a place lies outside or is
   *     named twice
   */
  public WeightPart {
    if (weight.dims().length != 2 || axis < 0 || axis > 1) {
      throw new IllegalArgumentException(
          "axis %d of %s, which has %d axes; parts are rows or columns of a matrix"
              .formatted(axis, weight.name(), weight.dims().length));
    }
    boolean[] seen = new boolean[Math.toIntExact(weight.dims()[axis])];
    for (int place : places) {
      if (place < 0 || place >= seen.length || seen[place]) {
        throw new IllegalArgumentException(
            "place %d of %s is %s; places must be within [0, %d], each once"
                .formatted(
                    place,
                    weight.name(),
                    place < 0 || place >= seen.length ? "outside" : "named twice",
                    seen.length - 1));
      }
      seen[place] = true;
    }
  }

  /** [places, length of each]. */
  public long[] dims() {
    return new long[] {places.length, weight.dims()[1 - axis]};
  }

  /** Where element {@code at} of place number {@code i} lies in the weight. */
  public long index(int i, int at) {
    long columns = weight.dims()[1];
    return axis == 0 ? places[i] * columns + at : at * columns + places[i];
  }

  /** Where a part's elements come from: element {@code at} of place number {@code i}. */
  @FunctionalInterface
  public interface Elements {
    float get(int i, int at);
  }

  /**
   * Puts the part's elements into {@code out}, which holds elements {@code from} to {@code from +
   * count - 1} of the weight; the others stay.
   */
  public void put(Elements elements, long from, float[] out, int count) {
    int length = Math.toIntExact(dims()[1]);
    for (int i = 0; i < places.length; i++) {
      if (index(i, length - 1) < from || index(i, 0) >= from + count) {
        continue;
      }
      for (int at = 0; at < length; at++) {
        long to = index(i, at) - from;
        if (to >= 0 && to < count) {
          out[(int) to] = elements.get(i, at);
        }
      }
    }
  }
}
