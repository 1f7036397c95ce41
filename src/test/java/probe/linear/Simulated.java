package probe.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Vectors whose rows are alike within entities and words, with labels that have nothing to do with
 * them unless a signal is put in.
 */
record Simulated(Examples examples, double[][] x) {
  /** How labels and rows are spread over entities. */
  enum Design {
    /** One row each. */
    SINGLE,
    /** Three rows each, one label. */
    REPEATED,
    /** One to about twenty rows each, one label. */
    UNEQUAL,
    /** Two words with a label each, two rows each. */
    PAIRS,
    /** Pairs with different numbers of rows. */
    UNEQUAL_PAIRS,
    /** One row each, one label in four is 1. */
    IMBALANCED,
    /** Unequal numbers of rows, and one label in four is 1. */
    UNEQUAL_IMBALANCED
  }

  /** Labels drawn at random over entities, or within pairs. */
  static Simulated of(Design design, int entities, int d, SplittableRandom random) {
    List<double[]> x = new ArrayList<>();
    List<int[]> rows = new ArrayList<>(); // label, entity, word
    int[] labels = new int[entities];
    boolean rare = design == Design.IMBALANCED || design == Design.UNEQUAL_IMBALANCED;
    for (int e = 0; e < entities / (rare ? 4 : 2); e++) {
      labels[e] = 1;
    }
    shuffle(labels, random);
    boolean pairs = design == Design.PAIRS || design == Design.UNEQUAL_PAIRS;
    for (int e = 0; e < entities; e++) {
      double[] entity = gaussians(d, 1, random);
      int flip = random.nextInt(2);
      int size =
          switch (design) {
            case SINGLE, IMBALANCED -> 1;
            case REPEATED -> 3;
            case PAIRS -> 2;
            case UNEQUAL, UNEQUAL_PAIRS, UNEQUAL_IMBALANCED ->
                Math.max(1, (int) Math.round(2 * Math.exp(random.nextGaussian())));
          };
      for (int w = 0; w < (pairs ? 2 : 1); w++) {
        double[] word = gaussians(d, 1, random);
        for (int k = 0; k < size; k++) {
          double[] row = gaussians(d, 0.5, random);
          for (int j = 0; j < d; j++) {
            row[j] += entity[j] + word[j];
          }
          x.add(row);
          rows.add(new int[] {pairs ? w ^ flip : labels[e], e, 2 * e + w});
        }
      }
    }
    int[][] columns = new int[3][];
    for (int c = 0; c < 3; c++) {
      int column = c;
      columns[c] = rows.stream().mapToInt(row -> row[column]).toArray();
    }
    int n = rows.size();
    int[] none = new int[n];
    Arrays.fill(none, Examples.NONE);
    return new Simulated(
        new Examples(columns[0], columns[1], columns[2], none, new int[n][0]),
        x.toArray(double[][]::new));
  }

  /** The same with {@code shift} added to the first dimension of rows with label 1. */
  Simulated withSignal(double shift) {
    double[][] moved = Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
    for (int i = 0; i < moved.length; i++) {
      moved[i][0] += shift * examples.labels()[i];
    }
    return new Simulated(examples, moved);
  }

  static double[] gaussians(int d, double sd, SplittableRandom random) {
    double[] values = new double[d];
    Arrays.setAll(values, j -> sd * random.nextGaussian());
    return values;
  }

  static void shuffle(int[] values, SplittableRandom random) {
    for (int k = values.length - 1; k > 0; k--) {
      int pick = random.nextInt(k + 1);
      int value = values[k];
      values[k] = values[pick];
      values[pick] = value;
    }
  }
}
