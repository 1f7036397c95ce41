package probe.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import probe.linear.LayerCurve;
import probe.linear.ProbeScore;
import probe.result.Estimate;
import probe.result.Figure;
import probe.result.Table;

/** Layer curves and their numbers. */
final class ClassifyPages {
  private ClassifyPages() {}

  /** Balanced accuracy of every trainer over the layers, with the control task of the first. */
  static Figure curves(ClassifyResult result) {
    List<Figure.Line> lines = new ArrayList<>();
    for (LayerCurve.Result curve : result.curves()) {
      lines.add(line(curve.trainer(), curve, ProbeScore::balancedAccuracy));
    }
    LayerCurve.Result first = result.curves().getFirst();
    lines.add(line("random labels, " + first.trainer(), first, ProbeScore::controlAccuracy));
    LayerCurve.Baseline bag = first.bagOfWords();
    if (bag != null) {
      double value = bag.balancedAccuracy().value() == null ? 0.5 : bag.balancedAccuracy().value();
      lines.add(
          new Figure.Line(
              "bag of words, " + first.trainer(),
              first.layers().stream().<@Nullable Double>map(s -> value).toList(),
              List.of(),
              List.of()));
    }
    return new Figure.Curves(
        "layers-" + Ids.of(result.task().name()) + position(result),
        result.task().name() + (result.position() == -1 ? "" : ", position " + result.position()),
        "Balanced accuracy on held-out groups, with 95 % bands; one half is chance.",
        "layer",
        "balanced accuracy",
        result.layers().stream().map(Integer::doubleValue).toList(),
        lines);
  }

  private static String position(ClassifyResult result) {
    return result.position() == -1 ? "" : "-at" + result.position();
  }

  private static Figure.Line line(
      String name, LayerCurve.Result curve, Function<ProbeScore, Estimate> of) {
    List<@Nullable Double> y = new ArrayList<>();
    List<@Nullable Double> low = new ArrayList<>();
    List<@Nullable Double> high = new ArrayList<>();
    for (ProbeScore score : curve.layers()) {
      Estimate estimate = of.apply(score);
      y.add(estimate.value());
      low.add(estimate.low());
      high.add(estimate.high());
    }
    return new Figure.Line(name, y, low, high);
  }

  static Table table(ClassifyResult result) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (LayerCurve.Result curve : result.curves()) {
      for (int l = 0; l < curve.layers().size(); l++) {
        ProbeScore score = curve.layers().get(l);
        List<@Nullable Object> row = new ArrayList<>();
        row.add(curve.trainer());
        row.add(result.layers().get(l));
        row.add(score.n());
        row.add(score.d());
        row.add(score.rowsPerDimension());
        row.add(score.trainAccuracy());
        row.add(score.controlTrainAccuracy());
        row.add(score.accuracy());
        row.add(score.auc().value());
        row.add(score.controlAccuracy().value());
        row.add(score.selectivity().value());
        row.add(score.code() == null ? null : score.code().compression());
        row.add(score.test().adjusted());
        rows.add(row);
      }
    }
    return new Table(
        "layers-" + Ids.of(result.task().name()) + position(result),
        "Layers: " + result.task().name(),
        "p is corrected for the choice of the layer (Westfall-Young).",
        List.of(
            "trainer",
            "layer",
            "n",
            "d",
            "n/d",
            "training accuracy",
            "on random labels",
            "test accuracy",
            "AUC",
            "control accuracy",
            "selectivity",
            "compression",
            "p"),
        rows);
  }
}
