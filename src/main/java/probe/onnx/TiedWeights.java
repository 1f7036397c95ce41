package probe.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import probe.tensor.DType;

/**
 * Finds matrices that a file keeps more than once, some of them transposed: exporters fold the
 * transpose of a tied head into a second initializer.
 *
 * <p>Matrices of one number throughout are left apart: they are what freshly initialised weights
 * look like, and say nothing about each other.
 */
final class TiedWeights {
  private static final int SAMPLES = 64;
  // a transposed comparison jumps through one of the two: a square that the caches hold
  private static final int TILE = 64;

  private record Shape(DType dtype, long shorter, long longer) {}

  private record Candidate(String name, Constants.Value value, long signature) {
    long rows() {
      return value.dims()[0];
    }

    long columns() {
      return value.dims()[1];
    }
  }

  private final Constants constants;

  TiedWeights(Constants constants) {
    this.constants = constants;
  }

  /**
   * {@code names} as weights, in their order; equal matrices are copies of the first.
   *
   * @param apart the one that is a weight of its own, whatever it equals; or ""
   */
  List<Weight> group(List<String> names, String apart) {
    Map<String, List<Weight.Copy>> copies = new LinkedHashMap<>();
    Map<Shape, List<Candidate>> firsts = new LinkedHashMap<>();
    for (String name : names) {
      Constants.Value value = java.util.Objects.requireNonNull(constants.value(name));
      Weight.Copy copy = null;
      if (!name.equals(apart) && value.dims().length == 2 && TableValues.axes(value.dims()) == 2) {
        Shape shape =
            new Shape(
                value.dtype(),
                Math.min(value.dims()[0], value.dims()[1]),
                Math.max(value.dims()[0], value.dims()[1]));
        Candidate candidate = new Candidate(name, value, signature(value));
        List<Candidate> others = firsts.computeIfAbsent(shape, s -> new ArrayList<>());
        for (Candidate other : others) {
          copy = copy(other, candidate);
          if (copy != null) {
            java.util.Objects.requireNonNull(copies.get(other.name())).add(copy);
            break;
          }
        }
        if (copy == null) {
          others.add(candidate);
        }
      }
      if (copy == null) {
        copies.put(name, new ArrayList<>(List.of(new Weight.Copy(name, false))));
      }
    }
    List<Weight> out = new ArrayList<>();
    copies.forEach(
        (name, all) ->
            out.add(
                new Weight(
                    name,
                    java.util.Objects.requireNonNull(constants.value(name)).dims(),
                    List.copyOf(all))));
    return List.copyOf(out);
  }

  private static Weight.@org.jspecify.annotations.Nullable Copy copy(
      Candidate first, Candidate second) {
    if (first.signature() != second.signature()) {
      return null;
    }
    boolean same = first.rows() == second.rows();
    boolean straight = same && first.value().data().mismatch(second.value().data()) < 0;
    if (!straight && !isTranspose(first, second)) {
      return null;
    }
    return TableValues.isUniform(first.value()) ? null : new Weight.Copy(second.name(), !straight);
  }

  /** Elements that a matrix and its transpose share: along the diagonal of the wide orientation. */
  private static long signature(Constants.Value value) {
    long rows = value.dims()[0];
    long columns = value.dims()[1];
    boolean tall = rows >= columns;
    long shorter = Math.min(rows, columns);
    long longer = Math.max(rows, columns);
    long hash = 0;
    for (int i = 0; i < SAMPLES; i++) {
      // of a square matrix, a place on the diagonal
      long along = i * (longer - 1) / (SAMPLES - 1);
      long across = shorter == longer ? along : i * (shorter - 1) / (SAMPLES - 1);
      long at = tall ? along * columns + across : across * columns + along;
      hash = hash * 31 + bits(value, at);
    }
    return hash;
  }

  private static long bits(Constants.Value value, long index) {
    MemorySegment data = value.data();
    return switch (value.dtype().bytes()) {
      case 2 -> data.get(ValueLayout.JAVA_SHORT_UNALIGNED, index * 2);
      case 4 -> data.get(ValueLayout.JAVA_INT_UNALIGNED, index * 4);
      default -> data.get(ValueLayout.JAVA_LONG_UNALIGNED, index * 8);
    };
  }

  private static boolean isTranspose(Candidate a, Candidate b) {
    if (a.rows() != b.columns() || a.columns() != b.rows()) {
      return false;
    }
    for (long top = 0; top < a.rows(); top += TILE) {
      for (long left = 0; left < a.columns(); left += TILE) {
        for (long i = top; i < Math.min(top + TILE, a.rows()); i++) {
          for (long j = left; j < Math.min(left + TILE, a.columns()); j++) {
            if (bits(a.value(), i * a.columns() + j) != bits(b.value(), j * b.columns() + i)) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }
}
