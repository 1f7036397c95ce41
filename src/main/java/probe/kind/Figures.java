package probe.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Arrays to the lists that figures hold. */
final class Figures {
  private Figures() {}

  /** The number, or null where it is none. */
  static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** The mean, or null of nothing. */
  static @Nullable Double mean(DoubleStream values) {
    return number(values.average().orElse(Double.NaN));
  }

  /** Numbers, with null for those that are not. */
  static List<@Nullable Double> list(double[] values) {
    List<@Nullable Double> out = new ArrayList<>();
    for (double value : values) {
      out.add(Double.isFinite(value) ? value : null);
    }
    return out;
  }

  static List<List<@Nullable Double>> matrix(double[][] values) {
    List<List<@Nullable Double>> out = new ArrayList<>();
    for (double[] row : values) {
      out.add(list(row));
    }
    return out;
  }
}
