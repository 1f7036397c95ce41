package probe.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import probe.compare.Measured;
import probe.compare.Row;
import probe.stats.Interval;

/** The comparison for the terminal. */
final class CompareText {
  private static final int WIDEST = 24;

  private CompareText() {}

  /** The table, then what is missing where nothing was measured. */
  static void print(PrintWriter to, List<Row> rows) {
    table(to, rows);
    for (Row row : rows) {
      if (row.measured() instanceof Measured.Untested untested) {
        to.printf("%s, %s: %s%n", row.claim().id(), row.subject().name(), untested.why());
      }
    }
  }

  /** The rows that were measured, and the names of the others. */
  static void printMeasured(PrintWriter to, List<Row> rows) {
    List<Row> measured =
        rows.stream().filter(row -> row.measured() instanceof Measured.Value).toList();
    if (!measured.isEmpty()) {
      table(to, measured);
    }
    String others =
        rows.stream()
            .filter(row -> row.measured() instanceof Measured.Untested)
            .map(row -> row.claim().id())
            .collect(Collectors.joining(", "));
    if (!others.isEmpty()) {
      to.printf("predictions not tested here: %s; the report says what is missing%n", others);
    }
  }

  private static void table(PrintWriter to, List<Row> rows) {
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
  }

  private static String text(Interval interval) {
    return interval.defined()
        ? String.format(
            Locale.ROOT, "%.3f [%.3f, %.3f]", interval.estimate(), interval.low(), interval.high())
        : String.format(Locale.ROOT, "%.3f", interval.estimate());
  }
}
