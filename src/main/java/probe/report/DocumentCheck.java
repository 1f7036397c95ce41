package probe.report;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.RunDocument;
import probe.result.Table;

/** Whether the parts of a document fit together: what no type and no schema can say. */
final class DocumentCheck {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]+");

  private @Nullable String problem;

  private DocumentCheck() {}

  /** The first thing that is wrong, with its place, or "". */
  static String problem(RunDocument document) {
    DocumentCheck check = new DocumentCheck();
    check.document(document);
    return check.problem == null ? "" : check.problem;
  }

  private void require(boolean condition, String place, String what) {
    if (!condition && problem == null) {
      problem = place + ": " + what;
    }
  }

  private void document(RunDocument document) {
    require(document.format() == RunDocument.FORMAT, "$.format", "must be " + RunDocument.FORMAT);
    boolean model = document.certificate() != null;
    require(
        model == (document.vocabulary() != null) && model == !document.model().isEmpty(),
        "$",
        "certificate, vocabulary and model belong together: all of them or none");
    require(model || document.concepts().isEmpty(), "$.concepts", "there are some, but no model");
    Set<String> probes = new HashSet<>();
    Set<String> findings = new HashSet<>();
    int tests = 0;
    for (int i = 0; i < document.analyses().size(); i++) {
      Analysis analysis = document.analyses().get(i);
      String place = "$.analyses[%d]".formatted(i);
      require(probes.add(analysis.probe()), place, "a second probe '" + analysis.probe() + "'");
      for (int k = 0; k < analysis.findings().size(); k++) {
        Finding finding = analysis.findings().get(k);
        String at = place + ".findings[%d]".formatted(k);
        require(findings.add(finding.id()), at, "a second finding '" + finding.id() + "'");
        finding(finding, at);
        tests += finding.tests().size();
      }
      shown(analysis, place);
    }
    require(
        document.ledger().tests() == document.ledger().entries().size(),
        "$.ledger",
        "tests is %d, entries are %d"
            .formatted(document.ledger().tests(), document.ledger().entries().size()));
    require(
        document.ledger().tests() == tests,
        "$.ledger",
        "tests is %d, findings have %d".formatted(document.ledger().tests(), tests));
  }

  private void finding(Finding finding, String place) {
    for (int i = 0; i < finding.estimates().size(); i++) {
      Estimate e = finding.estimates().get(i);
      require(
          (e.low() == null) == (e.high() == null) && (e.low() == null) == (e.level() == null),
          place + ".estimates[%d]".formatted(i),
          "low, high and level belong together");
    }
    for (int i = 0; i < finding.tests().size(); i++) {
      HypothesisTest test = finding.tests().get(i);
      Double adjusted = test.adjusted();
      require(
          test.p() >= 0 && test.p() <= 1 && (adjusted == null || (adjusted >= 0 && adjusted <= 1)),
          place + ".tests[%d]".formatted(i),
          "p-values must be within [0, 1], got %s and %s".formatted(test.p(), adjusted));
    }
  }

  private void shown(Analysis analysis, String place) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < analysis.figures().size(); i++) {
      Figure figure = analysis.figures().get(i);
      String at = place + ".figures[%d]".formatted(i);
      id(figure.id(), ids, at);
      switch (figure) {
        case Figure.HeatMap map -> heatMap(map, at);
        case Figure.Histogram histogram -> histogram(histogram, at);
        case Figure.Curves curves -> curves(curves, at);
        case Figure.Intervals intervals -> intervals(intervals, at);
      }
    }
    Set<String> tables = new HashSet<>();
    for (int i = 0; i < analysis.tables().size(); i++) {
      Table table = analysis.tables().get(i);
      String at = place + ".tables[%d]".formatted(i);
      id(table.id(), tables, at);
      rows(table.rows(), -1, table.columns().size(), at + ".rows");
    }
  }

  private void id(String id, Set<String> seen, String place) {
    require(ID.matcher(id).matches(), place + ".id", "'" + id + "' is not letters, digits and -");
    require(seen.add(id), place + ".id", "a second '" + id + "'");
  }

  private void heatMap(Figure.HeatMap map, String place) {
    require(map.low() <= map.high(), place, "low is greater than high");
    rows(map.values(), map.rows().size(), map.columns().size(), place + ".values");
  }

  /** Checks the shape; a count of rows of -1 is any. */
  private void rows(List<? extends List<?>> rows, int count, int width, String place) {
    require(
        count < 0 || rows.size() == count, place, "%d rows != %d".formatted(rows.size(), count));
    for (int i = 0; i < rows.size(); i++) {
      length(rows.get(i), width, place + "[%d]".formatted(i));
    }
  }

  private void length(@Nullable List<?> values, int expected, String place) {
    int length = values == null ? 0 : values.size();
    require(length == expected, place, "%d values != %d".formatted(length, expected));
  }

  private void histogram(Figure.Histogram histogram, String place) {
    List<Double> edges = histogram.edges();
    require(edges.size() >= 2, place + ".edges", "fewer than two");
    for (int i = 1; i < edges.size(); i++) {
      require(edges.get(i - 1) < edges.get(i), place + ".edges", "must ascend");
    }
    for (int i = 0; i < histogram.series().size(); i++) {
      length(
          histogram.series().get(i).shares(),
          edges.size() - 1,
          place + ".series[%d].shares".formatted(i));
    }
  }

  private void curves(Figure.Curves curves, String place) {
    int points = curves.x().size();
    for (int i = 0; i < curves.series().size(); i++) {
      Figure.Line line = curves.series().get(i);
      String at = place + ".series[%d]".formatted(i);
      length(line.y(), points, at + ".y");
      int band = line.low().isEmpty() && line.high().isEmpty() ? 0 : points;
      length(line.low(), band, at + ".low");
      length(line.high(), band, at + ".high");
    }
  }

  private void intervals(Figure.Intervals intervals, String place) {
    require(!intervals.points().isEmpty(), place + ".points", "there is none");
    Set<List<String>> labels = new HashSet<>();
    for (int i = 0; i < intervals.points().size(); i++) {
      Figure.Point point = intervals.points().get(i);
      String at = place + ".points[%d]".formatted(i);
      require(
          labels.add(List.of(point.group(), point.label())),
          at,
          "a second '%s' in group '%s'".formatted(point.label(), point.group()));
      Double low = point.low();
      Double high = point.high();
      require((low == null) == (high == null), at, "low and high belong together");
      // what is no number is refused where numbers are written
      require(
          low == null || high == null || !(low > high),
          at,
          "low is greater than high: %s > %s".formatted(low, high));
    }
  }
}
