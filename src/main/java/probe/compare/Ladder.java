package probe.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import probe.result.Figure;
import probe.stats.Interval;

/** One prediction from rung to rung: table model, pocket world, pretrained models. */
final class Ladder {
  private Ladder() {}

  /** {@code rows} are of one prediction. */
  static Figure of(List<Row> rows) {
    Claim claim = rows.getFirst().claim();
    List<Figure.Point> points = new ArrayList<>();
    Theory theory = rows.getFirst().theory();
    points.add(point(Rung.TABLE, theory.source(), theory.interval()));
    rows.stream()
        .sorted(Comparator.comparing(row -> row.subject().rung()))
        .forEach(
            row ->
                points.add(
                    point(
                        row.subject().rung(),
                        row.subject().name(),
                        row.measured() instanceof Measured.Value value ? value.interval() : null)));
    return new Figure.Intervals(
        "ladder-" + claim.id().toLowerCase(Locale.ROOT),
        claim.id() + ": " + claim.says(),
        "From what the theory is about to models that nobody knows the data of. The line is where"
            + " there would be nothing of it; the prediction lies "
            + (claim.side() == Claim.Side.ABOVE ? "above" : "below")
            + " it.",
        claim.statistic(),
        points,
        claim.nothing(),
        "nothing");
  }

  private static Figure.Point point(Rung rung, String label, @Nullable Interval interval) {
    return interval == null
        ? new Figure.Point(rung.toString(), label, null, null, null)
        : new Figure.Point(
            rung.toString(),
            label,
            finite(interval.estimate()),
            finite(interval.low()),
            finite(interval.high()));
  }

  /** JSON has no NaN: null stands for it. */
  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
