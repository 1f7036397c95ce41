package probe.kind;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arrays to the lists that figures hold. */
final class Figures {
  private Figures() {}

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
