package probe.linear;

import java.util.Arrays;
import probe.ProbeException;

/** Parts of arrays, and probes applied to them. */
final class Rows {
  private Rows() {}

  static int[] of(int[] values, int[] rows) {
    return Arrays.stream(rows).map(i -> values[i]).toArray();
  }

  /** The rows themselves, not copies. */
  static double[][] of(double[][] x, int[] rows) {
    return Arrays.stream(rows).mapToObj(i -> x[i]).toArray(double[][]::new);
  }

  /** Scores of {@code rows}. */
  static double[] scores(LinearProbe probe, double[][] x, int[] rows) {
    double[] scores = new double[rows.length];
    for (int k = 0; k < rows.length; k++) {
      scores[k] = probe.score(x[rows[k]]);
      if (!Double.isFinite(scores[k])) {
        throw ProbeException.numeric(
            "the probe's score of row %d is %s".formatted(rows[k], scores[k]));
      }
    }
    return scores;
  }

  /** Fits {@code trainer} to {@code rows}; where all are alike there is nothing to fit. */
  static LinearProbe fit(
      Trainer trainer, double[][] x, int[] labels, int[] units, int[] rows, long seed) {
    double[] first = x[rows[0]];
    if (Arrays.stream(rows).allMatch(i -> Arrays.equals(x[i], first))) {
      return new LinearProbe(new double[first.length], 0);
    }
    int[] folds = Folds.of(labels, units, rows, seed);
    return trainer.fit(of(x, rows), of(labels, rows), folds, seed);
  }
}
