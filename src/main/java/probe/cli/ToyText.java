package probe.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.stats.Summary;

/** What the JSON of the toy models has in common. */
final class ToyText {
  private ToyText() {}

  /** A measure over seeds, or null where no seed has one. */
  static @Nullable Map<String, Object> spread(double[] values) {
    if (values.length == 0) {
      return null;
    }
    Summary summary = Summary.of(values);
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("n", summary.n());
    out.put("mean", summary.mean());
    out.put("sd", summary.sd());
    out.put("min", summary.min());
    out.put("max", summary.max());
    return out;
  }
}
