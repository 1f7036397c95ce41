package probe.kind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.geometry.Intervention;
import probe.geometry.OffTarget;
import probe.geometry.SteeringCurve;
import probe.result.Figure;
import probe.result.Table;

/** Curves, heat map and table of interventions. */
final class InterventionPages {
  private InterventionPages() {}

  /** Log-odds of target, other concepts and random directions as the step grows. */
  static Figure curves(Intervention m) {
    List<Figure.Line> lines = new ArrayList<>();
    SteeringCurve own = m.curve();
    lines.add(line(m.concept(), own.shift()));
    lines.add(
        new Figure.Line(
            "matched random directions",
            Figures.list(own.randomShift().mean()),
            Figures.list(own.randomShift().low()),
            Figures.list(own.randomShift().high())));
    double[] others = new double[m.alphas().length];
    int count = 0;
    for (OffTarget other : m.others()) {
      if (other.untested().isEmpty()) {
        count++;
        for (int k = 0; k < others.length; k++) {
          others[k] += other.curve().shift()[k];
        }
      }
    }
    if (count > 0) {
      int n = count;
      lines.add(line("mean of other concepts", Arrays.stream(others).map(x -> x / n).toArray()));
    }
    return new Figure.Curves(
        "steps-" + Ids.of(m.concept()) + "-" + m.product(),
        "Steps along " + m.concept() + ", " + m.product() + " product",
        "Mean change of log-odds of pairs that the direction was not made from; the band is of"
            + " directions of matched random words.",
        "step along the unit direction",
        "change of log-odds",
        Arrays.stream(m.alphas()).boxed().toList(),
        lines);
  }

  private static Figure.Line line(String name, double[] values) {
    return new Figure.Line(name, Figures.list(values), List.of(), List.of());
  }

  /** Who is moved by whom. */
  static Figure heatMap(List<Intervention> measured, String product) {
    List<String> names = measured.stream().map(Intervention::concept).toList();
    double[][] cells = new double[names.size()][names.size()];
    for (int i = 0; i < cells.length; i++) {
      Arrays.fill(cells[i], Double.NaN);
      cells[i][i] = measured.get(i).statistic();
      for (OffTarget other : measured.get(i).others()) {
        int k = names.indexOf(other.concept());
        if (k >= 0) {
          cells[i][k] = other.signed();
        }
      }
    }
    return new Figure.HeatMap(
        "shifts-" + product,
        "Shift of columns by a step along rows, " + product + " product",
        "Per length of the difference; the diagonal is the left-out pairs of the concept itself,"
            + " empty cells are concepts that share a value.",
        names,
        names,
        Figures.matrix(cells),
        -1,
        1);
  }

  static Table table(List<Intervention> measured, String product) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Intervention m : measured) {
      for (int k = 0; k < m.alphas().length; k++) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(m.concept());
        row.add(m.alphas()[k]);
        row.add(Figures.number(m.curve().shift()[k]));
        row.add(Figures.number(m.curve().flips()[k]));
        row.add(Figures.number(m.curve().randomShift().mean()[k]));
        row.add(Figures.number(m.curve().randomFlips().mean()[k]));
        rows.add(row);
      }
    }
    return new Table(
        "steps-" + product,
        "Steps and what they change, " + product + " product",
        "Flips: share of pairs and contexts whose likelier word becomes the other.",
        List.of(
            "concept", "step", "change of log-odds", "flips", "random: change", "random: flips"),
        rows);
  }
}
