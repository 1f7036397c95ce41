package probe.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import probe.stats.Interval;
import probe.stats.Mover;

/** (B2) Test margin over train margin is min{sqrt(m_train / m_test), 1} (theorem 2). */
final class MarginRatio implements Prediction {
  private static final String TABLE = "margins";

  /** The fewest numbers of training implications that a slope is drawn through. */
  private static final int FEWEST = 3;

  @Override
  public Claim claim() {
    return new Claim(
        "B2",
        "The margin of implications that nobody told, over that of those that were, goes with"
            + " min{sqrt(m_train / m_test), 1}.",
        "least-squares slope of the ratio of margins on min{sqrt(m_train / m_test), 1}, over"
            + " numbers of training implications",
        0,
        Claim.Side.ABOVE,
        0.2,
        0.5);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.marginSlope();
  }

  @Override
  public Measured measure(Subject subject) {
    for (Subject.Part part : Taught.trained(subject)) {
      Map<String, List<Cells>> sets =
          Taught.rule(part, TABLE).stream()
              .filter(row -> ratio(row).defined() && !Double.isNaN(row.number("theory")))
              .collect(Collectors.groupingBy(row -> row.text("fact set") + "/" + row.text("arm")));
      List<Interval> slopes = new ArrayList<>();
      List<String> notes = new ArrayList<>();
      for (String set : sets.keySet().stream().sorted().toList()) {
        List<Cells> rows = sets.getOrDefault(set, List.of());
        if (different(rows) >= FEWEST) {
          slopes.add(slope(rows));
          notes.add(
              set
                  + ": "
                  + rows.stream()
                      .map(r -> "%d told %.2f".formatted(r.count("told"), r.number("ratio")))
                      .collect(Collectors.joining(", ")));
        }
      }
      if (!slopes.isEmpty()) {
        return new Measured.Value(
            Mover.mean(slopes),
            Taught.UNIT,
            part.where() + ", " + TABLE,
            Taught.notes(part, String.join("; ", notes)));
      }
    }
    return Measured.untested(
        ("no fact set was taught with %d numbers of training implications;"
                + " `probe ocr --method full --implications 1,2,4,8` gives that")
            .formatted(FEWEST));
  }

  /** How many values of min{sqrt(m_train / m_test), 1} there are: from half on all are 1. */
  private static long different(List<Cells> rows) {
    return rows.stream().mapToDouble(row -> row.number("theory")).distinct().count();
  }

  private static Interval ratio(Cells row) {
    return row.interval("ratio", "low", "high", row.count("classes") * row.count("seeds"));
  }

  /** Through trainings that have nothing in common. */
  private static Interval slope(List<Cells> rows) {
    double[] weights =
        slopeWeights(rows.stream().mapToDouble(row -> row.number("theory")).toArray());
    return Mover.sum(rows.stream().map(MarginRatio::ratio).toList(), weights);
  }

  /** What each value counts in a least-squares slope on {@code x}. */
  static double[] slopeWeights(double[] x) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double squares = 0;
    double[] out = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      out[k] = x[k] - mean;
      squares += out[k] * out[k];
    }
    for (int k = 0; k < x.length; k++) {
      out[k] /= squares;
    }
    return out;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.SEVERAL_TOLD);
  }
}
