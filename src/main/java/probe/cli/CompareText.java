package probe.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import probe.compare.Measured;
import probe.compare.Row;
import probe.stats.Interval;

/** The comparison for the terminal. */
final class CompareText {
  private static final int WIDEST = 24;

  private CompareText() {}

  static void print(PrintWriter to, List<Row> rows) {
    int width =
        Math.min(
            WIDEST, rows.stream().mapToInt(row -> row.subject().name().length()).max().orElse(5));
    String format = "%-4s %-" + Math.max(5, width) + "s %-17s %-26s %-26s %s%n";
    to.printf(Locale.ROOT, format, "", "model", "rung", "theory", "measured", "");
    for (Row row : rows) {
      to.printf(
          Locale.ROOT,
          format,
          row.claim().id(),
          row.subject().name(),
          row.subject().rung(),
          text(row.theory().interval()),
          switch (row.measured()) {
            case Measured.Value value -> text(value.interval());
            case Measured.Untested untested -> "-";
          },
          row.outcome());
    }
    for (Row row : rows) {
      if (row.measured() instanceof Measured.Untested untested) {
        to.printf("%s, %s: %s%n", row.claim().id(), row.subject().name(), untested.why());
      }
    }
  }

  private static String text(Interval interval) {
    return interval.defined()
        ? String.format(
            Locale.ROOT, "%.3f [%.3f, %.3f]", interval.estimate(), interval.low(), interval.high())
        : String.format(Locale.ROOT, "%.3f", interval.estimate());
  }
}
