package probe.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.Table;
import probe.result.Verdict;
import probe.stats.Interval;

/** The comparison as a result. */
public final class CompareAnalysis {
  /** The kind of analysis. */
  public static final String KIND = "compare";

  private static final String TABLE = "predictions";

  private static final List<String> COLUMNS =
      List.of(
          "prediction",
          "model",
          "rung",
          "statistic",
          "nothing",
          "theory",
          "theory low",
          "theory high",
          "theory seeds",
          "measured",
          "low",
          "high",
          "discrepancy",
          "discrepancy low",
          "discrepancy high",
          "verdict",
          "n",
          "unit",
          "seed",
          "where");

  private CompareAnalysis() {}

  /** {@code rows} as tables, figures and findings. */
  public static Analysis of(List<Row> rows, long seed) {
    return new Analysis(
        KIND,
        KIND,
        "Do models do what the theories of linear representations and of out-of-context reasoning"
            + " say?",
        together(rows),
        summary(rows),
        settings(rows),
        rows.stream().map(CompareAnalysis::finding).toList(),
        ladders(rows),
        List.of(table(rows, seed), claims(rows)),
        notes(rows));
  }

  /** That of all rows that were measured, where they agree. */
  private static Verdict together(List<Row> rows) {
    List<Verdict> all =
        rows.stream()
            .filter(row -> row.discrepancy() != null)
            .map(row -> verdict(row.outcome()))
            .distinct()
            .toList();
    return all.size() == 1 ? all.getFirst() : Verdict.CANNOT_TELL;
  }

  private static String summary(List<Row> rows) {
    List<String> parts = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      List<String> which =
          rows.stream()
              .filter(row -> row.outcome() == outcome)
              .map(row -> name(row, rows))
              .toList();
      if (!which.isEmpty()) {
        parts.add("%s: %s".formatted(words(outcome), String.join(", ", which)));
      }
    }
    return String.join(". ", parts) + ".";
  }

  private static String words(Outcome outcome) {
    String text = outcome.toString();
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String name(Row row, List<Row> rows) {
    boolean several = rows.stream().map(r -> r.subject().name()).distinct().count() > 1;
    return several ? row.claim().id() + " " + row.subject().name() : row.claim().id();
  }

  private static Map<String, Object> settings(List<Row> rows) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("predictions", rows.stream().map(row -> row.claim().id()).distinct().toList());
    out.put("models", rows.stream().map(row -> row.subject().name()).distinct().toList());
    out.put("level", Theory.LEVEL);
    return out;
  }

  private static Finding finding(Row row) {
    Claim claim = row.claim();
    String id = "%s/%s/%s".formatted(KIND, claim.id(), row.subject().name());
    return switch (row.measured()) {
      case Measured.Untested untested ->
          Finding.untested(id, claim.says(), row.subject().name(), untested.why());
      case Measured.Value value ->
          new Finding(
              id,
              claim.says(),
              row.subject().name(),
              verdict(row.outcome()),
              why(row, value),
              estimates(row, value),
              List.of());
    };
  }

  private static Verdict verdict(Outcome outcome) {
    return switch (outcome) {
      case HOLDS -> Verdict.SUPPORTED;
      case FAILS -> Verdict.NOT_SUPPORTED;
      case CANNOT_TELL -> Verdict.CANNOT_TELL;
    };
  }

  private static String why(Row row, Measured.Value value) {
    StringBuilder out = new StringBuilder();
    out.append(
        "%s: measured %s, theory %s"
            .formatted(
                row.claim().statistic(),
                number(value.interval()),
                number(row.theory().interval())));
    if (row.discrepancy() != null) {
      out.append(", discrepancy ").append(number(row.discrepancy()));
    }
    out.append("; nothing would be %s".formatted(text(row.claim().nothing())));
    if (row.claim().hasSize()) {
      out.append(", and within %s of theory counts".formatted(text(row.claim().tolerance())));
    }
    value.notes().forEach(note -> out.append("; ").append(note));
    return out.append(". Theory: ").append(row.theory().setup()).toString();
  }

  private static String number(Interval interval) {
    return interval.defined()
        ? "%s [%s, %s]"
            .formatted(text(interval.estimate()), text(interval.low()), text(interval.high()))
        : "%s (no interval: %s)".formatted(text(interval.estimate()), interval.method());
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  private static List<Estimate> estimates(Row row, Measured.Value value) {
    List<Estimate> out = new ArrayList<>();
    out.add(value.interval().named("measured", value.unit()));
    out.add(row.theory().interval().named("theory", "seeds"));
    if (row.discrepancy() != null) {
      out.add(row.discrepancy().named("discrepancy", "units of both"));
    }
    return out;
  }

  private static Table table(List<Row> rows, long seed) {
    List<List<@Nullable Object>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<@Nullable Object> line = new ArrayList<>();
      line.add(row.claim().id());
      line.add(row.subject().name());
      line.add(row.subject().rung().toString());
      line.add(row.claim().statistic());
      line.add(row.claim().nothing());
      ends(line, row.theory().interval());
      line.add(row.theory().interval().clusters());
      Measured.Value value = row.measured() instanceof Measured.Value v ? v : null;
      ends(line, value == null ? null : value.interval());
      ends(line, row.discrepancy());
      line.add(row.outcome().toString());
      line.add(value == null ? null : value.interval().clusters());
      line.add(value == null ? null : value.unit());
      line.add(seed);
      line.add(
          switch (row.measured()) {
            case Measured.Value v -> v.where();
            case Measured.Untested untested -> untested.why();
          });
      cells.add(line);
    }
    return new Table(
        TABLE,
        "Predictions and measurements",
        "Theory is the mean over seeds of a toy, low and high where one more seed would fall;"
            + " measured has a 95 % interval; the discrepancy is measured less theory. Holds: the"
            + " interval excludes what would be there of nothing, on the side that the theory"
            + " says.",
        COLUMNS,
        cells);
  }

  private static void ends(List<@Nullable Object> line, @Nullable Interval interval) {
    line.add(interval == null ? null : Ladder.finite(interval.estimate()));
    line.add(interval == null ? null : Ladder.finite(interval.low()));
    line.add(interval == null ? null : Ladder.finite(interval.high()));
  }

  private static Table claims(List<Row> rows) {
    List<List<@Nullable Object>> cells = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Row row : rows) {
      if (seen.add(row.claim().id())) {
        Claim claim = row.claim();
        cells.add(
            List.of(
                claim.id(),
                claim.says(),
                claim.side() == Claim.Side.ABOVE ? "above" : "below",
                claim.nothing(),
                claim.matters(),
                claim.hasSize() ? "within " + text(claim.tolerance()) : "any size",
                row.theory().setup()));
      }
    }
    return new Table(
        "claims",
        "What each prediction says, fixed before anything is measured",
        "A value has to lie on this side of what would be there of nothing, by at least what"
            + " matters, and near the theory's where the theory gives a size.",
        List.of("prediction", "says", "side", "nothing", "matters", "size", "toy"),
        cells);
  }

  /** From the table model upwards, a figure for each prediction that was measured anywhere. */
  private static List<Figure> ladders(List<Row> rows) {
    List<Figure> out = new ArrayList<>();
    for (String id : rows.stream().map(row -> row.claim().id()).distinct().toList()) {
      List<Row> own = rows.stream().filter(row -> row.claim().id().equals(id)).toList();
      if (own.stream().anyMatch(row -> row.measured() instanceof Measured.Value)) {
        out.add(Ladder.of(own));
      }
    }
    Set<String> drawn = new LinkedHashSet<>();
    for (Row row : rows) {
      if (row.subject().course().size() > 1 && drawn.add(row.subject().name())) {
        out.add(CourseFigure.of(row.subject()));
      }
    }
    return out;
  }

  private static List<String> notes(List<Row> rows) {
    long measured = rows.stream().filter(row -> row.discrepancy() != null).count();
    return List.of(
        "Every interval has 95 %% coverage and no row is corrected for the others: of %d rows with an"
                .formatted(measured)
            + String.format(
                Locale.ROOT,
                " interval, %.1f would be said to hold by chance if nothing held.",
                0.025 * measured),
        "The interval of the theory is over seeds of the toy named in the table of claims; another"
            + " size of toy gives other values.");
  }
}
