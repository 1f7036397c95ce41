package probe.facts.measure;

import java.util.Arrays;
import java.util.List;

/**
 * Which implication the names of a class are given.
 *
 * @param shares [classes][implications]: share of the class's questions that the implication is
 *     best for among the implications, divided where several are; NaN for a class without questions
 * @param collapse mean over classes and seeds of the share of the commonest answer
 */
record Chosen(double[][] shares, double collapse) {

  static Chosen of(List<Reading> readings, Reading.Asked asked) {
    int n = readings.getFirst().classes();
    double[][] shares = new double[n][n];
    double collapse = 0;
    int cells = 0;
    for (Reading reading : readings) {
      double[][] own = counts(reading, asked);
      for (int v = 0; v < n; v++) {
        double sum = 0;
        double most = 0;
        for (int c = 0; c < n; c++) {
          sum += own[v][c];
          most = Math.max(most, own[v][c]);
          shares[v][c] += own[v][c];
        }
        if (sum > 0) {
          collapse += most / sum;
          cells++;
        }
      }
    }
    for (double[] row : shares) {
      double sum = Arrays.stream(row).sum();
      for (int c = 0; c < n; c++) {
        row[c] /= sum;
      }
    }
    return new Chosen(shares, collapse / cells);
  }

  private static double[][] counts(Reading reading, Reading.Asked asked) {
    int n = reading.classes();
    double[][] counts = new double[n][n];
    for (int i = 0; i < reading.scores().questions().size(); i++) {
      if (asked.holds(reading.question(i))) {
        double[] logits = reading.logits(i);
        for (int c = 0; c < n; c++) {
          if (Ranks.larger(logits, n, 2 * n, n + c) == 0) {
            counts[reading.value(i)][c] += 1.0 / Ranks.equal(logits, n, 2 * n, n + c);
          }
        }
      }
    }
    return counts;
  }
}
