package probe.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import probe.report.Page.Plot;
import probe.result.Figure;

/** The numbers of a figure as a table, for whoever cannot see it or wants to copy them. */
final class Plots {
  private Plots() {}

  /** {@code key} is the figure's name in the whole page. */
  static Plot of(String key, Figure figure) {
    return switch (figure) {
      case Figure.HeatMap map -> plot(key, "heat-map", map, "", heatMap(map));
      case Figure.Histogram histogram ->
          plot(key, "histogram", histogram, marks(histogram), histogram(histogram));
      case Figure.Curves curves -> plot(key, "curves", curves, "", curves(curves));
      case Figure.Intervals intervals ->
          plot(key, "intervals", intervals, reference(intervals), intervals(intervals));
    };
  }

  private static Plot plot(String key, String type, Figure figure, String marks, Grid data) {
    return new Plot(key, type, figure.title(), figure.about(), marks, data);
  }

  private static Grid heatMap(Figure.HeatMap map) {
    List<String> columns = new ArrayList<>();
    columns.add("");
    columns.addAll(map.columns());
    List<Grid.Row> rows = new ArrayList<>();
    for (int r = 0; r < map.rows().size(); r++) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(map.rows().get(r));
      row.addAll(map.values().get(r));
      rows.add(row(row));
    }
    return Grid.of(map.title(), columns, rows);
  }

  private static Grid histogram(Figure.Histogram histogram) {
    List<String> columns = new ArrayList<>();
    columns.add(histogram.xLabel() + " from");
    columns.add("to");
    for (Figure.Counts counts : histogram.series()) {
      columns.add("%s (share of %s)".formatted(counts.name(), Digits.count(counts.n())));
    }
    List<Grid.Row> rows = new ArrayList<>();
    for (int b = 0; b + 1 < histogram.edges().size(); b++) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(histogram.edges().get(b));
      row.add(histogram.edges().get(b + 1));
      for (Figure.Counts counts : histogram.series()) {
        row.add(counts.shares().get(b));
      }
      rows.add(row(row));
    }
    return Grid.of(histogram.title(), columns, rows);
  }

  private static String marks(Figure.Histogram histogram) {
    return histogram.marks().stream()
        .map(mark -> mark.label() + " at " + Digits.number(mark.value()))
        .collect(Collectors.joining("; "));
  }

  private static Grid curves(Figure.Curves curves) {
    List<String> columns = new ArrayList<>();
    columns.add(curves.xLabel());
    for (Figure.Line line : curves.series()) {
      columns.add(line.name());
      if (!line.low().isEmpty()) {
        columns.add("from");
        columns.add("to");
      }
    }
    List<Grid.Row> rows = new ArrayList<>();
    for (int i = 0; i < curves.x().size(); i++) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(curves.x().get(i));
      for (Figure.Line line : curves.series()) {
        row.add(line.y().get(i));
        if (!line.low().isEmpty()) {
          row.add(line.low().get(i));
          row.add(line.high().get(i));
        }
      }
      rows.add(row(row));
    }
    return Grid.of(curves.title(), columns, rows);
  }

  private static Grid intervals(Figure.Intervals intervals) {
    return Grid.of(
        intervals.title(),
        List.of("group", "label", intervals.xLabel(), "from", "to"),
        intervals.points().stream()
            .map(p -> Grid.Row.of(p.group(), p.label(), p.value(), p.low(), p.high()))
            .toList());
  }

  private static String reference(Figure.Intervals intervals) {
    Double value = intervals.reference();
    if (value == null) {
      return "";
    }
    String label = intervals.referenceLabel();
    return (label.isEmpty() ? "" : label + " at ") + Digits.number(value);
  }

  private static Grid.Row row(List<@Nullable Object> values) {
    return Grid.Row.of(values.toArray());
  }
}
