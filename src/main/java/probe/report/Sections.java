package probe.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import probe.report.Page.Chip;
import probe.report.Page.Claim;
import probe.report.Page.Plot;
import probe.report.Page.Section;
import probe.report.Page.Tally;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Table;
import probe.result.Verdict;

/** Analyses as they are shown. */
final class Sections {
  /** Claims and histograms beyond this are shown when asked for. */
  private static final int MANY = 12;

  private static final int FEW_HISTOGRAMS = 2;

  private Sections() {}

  static Chip chip(Verdict verdict) {
    return new Chip(verdict.name().toLowerCase(Locale.ROOT), words(verdict));
  }

  static String words(Verdict verdict) {
    return switch (verdict) {
      case SUPPORTED -> "supported";
      case NOT_SUPPORTED -> "not supported";
      case CANNOT_TELL -> "cannot tell";
    };
  }

  /** How many have each verdict, in the order of the verdicts. */
  static List<Tally> tally(List<Verdict> verdicts) {
    List<Tally> out = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      int count = (int) verdicts.stream().filter(v -> v == verdict).count();
      double share = verdicts.isEmpty() ? 0 : 100.0 * count / verdicts.size();
      out.add(new Tally(chip(verdict), count, String.format(Locale.ROOT, "%.2f", share)));
    }
    return out;
  }

  /** "3 supported, 1 cannot tell". */
  static String counts(List<Tally> tally) {
    return tally.stream()
        .filter(t -> t.count() > 0)
        .map(t -> Digits.count(t.count()) + " " + t.chip().text())
        .collect(Collectors.joining(", "));
  }

  static Section of(int number, Analysis analysis) {
    String anchor = "a" + number;
    List<Tally> tally = tally(analysis.findings().stream().map(Finding::verdict).toList());
    List<Figure> histograms =
        analysis.figures().stream().filter(f -> f instanceof Figure.Histogram).toList();
    boolean few = histograms.size() <= FEW_HISTOGRAMS;
    return new Section(
        anchor,
        analysis.probe(),
        analysis.kind().equals(analysis.probe()) ? "" : analysis.kind(),
        chip(analysis.verdict()),
        analysis.question(),
        analysis.summary(),
        tally,
        counts(tally),
        analysis.findings().stream().map(Sections::claim).toList(),
        analysis.findings().size() > MANY,
        plots(anchor, analysis.figures().stream().filter(f -> few || !histograms.contains(f))),
        plots(anchor, few ? Stream.of() : histograms.stream()),
        analysis.tables().stream().map(Sections::table).toList(),
        analysis.notes(),
        fields("Settings of " + analysis.probe(), analysis.settings()));
  }

  private static List<Plot> plots(String anchor, Stream<Figure> figures) {
    return figures.map(figure -> Plots.of(key(anchor, figure), figure)).toList();
  }

  static String key(String anchor, Figure figure) {
    return anchor + "-" + figure.id();
  }

  private static Grid table(Table table) {
    String caption = table.about().isEmpty() ? table.title() : table.title() + ". " + table.about();
    return Grid.of(
        caption,
        table.columns(),
        table.rows().stream().map(row -> Grid.Row.of(row.toArray())).toList());
  }

  /** Names and values, of maps within maps too. */
  static Grid fields(String caption, Map<String, ? extends @Nullable Object> fields) {
    List<Grid.Row> rows = new ArrayList<>();
    fields.forEach((name, value) -> field(rows, name.replace('_', ' '), value));
    return Grid.of(caption, List.of("Field", "Value"), rows);
  }

  private static void field(List<Grid.Row> rows, String name, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> map -> map.forEach((key, inner) -> field(rows, name + ", " + key, inner));
      case List<?> list when list.stream().anyMatch(item -> item instanceof Map<?, ?>) -> {
        for (int i = 0; i < list.size(); i++) {
          field(rows, name + " " + (i + 1), list.get(i));
        }
      }
      case List<?> list ->
          rows.add(
              Grid.Row.of(name, String.join(", ", list.stream().map(String::valueOf).toList())));
      // a name such as a seed or a year has no thousands
      case Integer number -> rows.add(Grid.Row.of(name, number.toString()));
      case Long number -> rows.add(Grid.Row.of(name, number.toString()));
      case null, default -> rows.add(Grid.Row.of(name, value));
    }
  }

  private static Claim claim(Finding finding) {
    @Nullable Estimate first =
        finding.estimates().stream().filter(e -> e.value() != null).findFirst().orElse(null);
    @Nullable Double p =
        finding.tests().stream()
            .map(Sections::deciding)
            .max(Comparator.naturalOrder())
            .orElse(null);
    List<Grid> details = new ArrayList<>();
    if (!finding.estimates().isEmpty()) {
      details.add(estimates(finding));
    }
    if (!finding.tests().isEmpty()) {
      details.add(tests(finding));
    }
    return new Claim(
        finding.id(),
        finding.subject(),
        chip(finding.verdict()),
        finding.claim(),
        finding.why(),
        first == null ? "" : first.name(),
        first == null ? "" : estimate(first),
        first == null ? "" : String.valueOf(first.value()),
        p == null ? "" : Digits.withP(p),
        p == null ? "" : p.toString(),
        joined(finding.estimates(), Sections::inWords),
        joined(finding.tests(), Sections::inWords),
        details);
  }

  private static <T> String joined(List<T> items, Function<T, String> words) {
    return items.stream().map(words).collect(Collectors.joining("; "));
  }

  private static String inWords(Estimate e) {
    return "%s %s, n = %s %s".formatted(e.name(), estimate(e), Digits.count(e.n()), e.unit());
  }

  private static String inWords(HypothesisTest t) {
    return "%s: %s%s, n = %s"
        .formatted(
            t.name(),
            Digits.withP(t.p()),
            t.adjusted() == null ? "" : ", adjusted " + Digits.p(t.adjusted()),
            Digits.count(t.n()));
  }

  private static Double deciding(HypothesisTest test) {
    Double adjusted = test.adjusted();
    return adjusted == null ? (Double) test.p() : adjusted;
  }

  private static String estimate(Estimate e) {
    String value = Digits.number(e.value());
    return e.low() == null ? value : value + " (" + Digits.interval(e.low(), e.high()) + ")";
  }

  private static Grid estimates(Finding finding) {
    return Grid.of(
        "Estimates",
        List.of("Estimate", "Value", "Interval", "Coverage", "n", "Unit", "Method"),
        finding.estimates().stream()
            .map(
                e ->
                    Grid.Row.of(
                        e.name(),
                        e.value(),
                        Grid.Cell.interval(e.low(), e.high()),
                        Digits.percent(e.level()),
                        e.n(),
                        e.unit(),
                        e.method()))
            .toList());
  }

  private static Grid tests(Finding finding) {
    return Grid.of(
        "Tests",
        List.of(
            "Test",
            "Null hypothesis",
            "Statistic",
            "Observed",
            "Null mean",
            "Null 5 % to 95 %",
            "p",
            "Adjusted p",
            "Correction",
            "Draws",
            "n",
            "Split",
            "Seed"),
        finding.tests().stream()
            .map(
                t ->
                    Grid.Row.of(
                        t.name(),
                        t.hypothesis(),
                        t.statistic(),
                        t.observed(),
                        t.nullMean(),
                        Grid.Cell.interval(t.nullLow(), t.nullHigh()),
                        Grid.Cell.p(t.p()),
                        Grid.Cell.p(t.adjusted()),
                        t.correction(),
                        t.draws(),
                        t.n(),
                        t.split(),
                        Grid.Cell.label(t.seed())))
            .toList());
  }
}
