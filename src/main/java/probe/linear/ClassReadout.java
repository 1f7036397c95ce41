package probe.linear;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.algebra.Dense;
import probe.algebra.Symmetric;
import probe.stats.Seeds;

/**
 * Which of several classes each row belongs to, as ridge regression on one-hot labels tells it from
 * the other folds' rows: centres and scales are those of the training folds, and so is the penalty,
 * which is chosen by leaving out each of their rows in turn.
 *
 * <p>Several labelings of the same rows share the decomposition of their inner products, so that
 * controls cost next to nothing.
 */
public final class ClassReadout {
  /** Where several classes are equally likely. */
  public static final int TIED = -1;

  private static final int[] FOLDS = {6, 5, 4, 3, 2};
  private static final int USUAL_FOLDS = 5;
  // of the mean eigenvalue
  private static final double[] SHARES = {100, 10, 1, 1e-1, 1e-2, 1e-3};
  // standardised columns have a sum of squares of one a row; rounding has this at most
  private static final double NOTHING = 1e-9;

  private ClassReadout() {}

  /**
   * Folds with the same number of rows of each class, where there is such a division: else a class
   * would be rarer in training the more of it there is in the test, and chance too low.
   *
   * @throws IllegalArgumentException for a class with a single row
   */
  public static int[] folds(int[] classes, long seed) {
    int count = Arrays.stream(classes).max().orElseThrow() + 1;
    int[] sizes = new int[count];
    Arrays.stream(classes).forEach(c -> sizes[c]++);
    for (int c = 0; c < count; c++) {
      if (sizes[c] < 2) {
        throw new IllegalArgumentException(
            "class %d has %d rows; each needs 2, one to learn from and one to test"
                .formatted(c, sizes[c]));
      }
    }
    int folds =
        Arrays.stream(FOLDS)
            .filter(k -> Arrays.stream(sizes).allMatch(size -> size % k == 0))
            .findFirst()
            .orElse(USUAL_FOLDS);
    int[] out = new int[classes.length];
    int next = 0;
    for (int c = 0; c < count; c++) {
      for (int row : shuffled(of(classes, c), Seeds.random(seed, "folds of class " + c))) {
        out[row] = next++ % folds;
      }
    }
    return out;
  }

  /** {@code classes} permuted among the rows of each fold, so that folds stay as they are. */
  public static int[] control(int[] classes, int[] folds, long seed) {
    int[] out = new int[classes.length];
    for (int fold : Arrays.stream(folds).distinct().sorted().toArray()) {
      int[] rows = of(folds, fold);
      int[] from = shuffled(rows, Seeds.random(seed, "labels of fold " + fold));
      for (int i = 0; i < rows.length; i++) {
        out[rows[i]] = classes[from[i]];
      }
    }
    return out;
  }

  /**
   * The class of each row under each labeling.
   *
   * @param x [n][d]
   * @param labelings each [n], from 0
   * @param classes how many there are
   * @param folds [n]
   * @return [labelings][n], {@link #TIED} where rows cannot be told apart
   * @throws IllegalArgumentException if lengths differ, a label is no class, or there is one fold
   */
  public static int[][] predictions(double[][] x, int[][] labelings, int classes, int[] folds) {
    for (int[] labels : labelings) {
      if (labels.length != x.length || folds.length != x.length) {
        throw new IllegalArgumentException(
            "%d rows, but %d labels and %d folds".formatted(x.length, labels.length, folds.length));
      }
      for (int label : labels) {
        if (label < 0 || label >= classes) {
          throw new IllegalArgumentException(
              "label %d is none of the %d classes".formatted(label, classes));
        }
      }
    }
    int[] distinct = Arrays.stream(folds).distinct().sorted().toArray();
    if (distinct.length < 2) {
      throw new IllegalArgumentException("a single fold leaves no rows to learn from");
    }
    Dense rows = Dense.of(x);
    int[][] out = new int[labelings.length][x.length];
    for (int fold : distinct) {
      int[] test = of(folds, fold);
      int[] train = IntStream.range(0, x.length).filter(i -> folds[i] != fold).toArray();
      Fold fitted = Fold.of(rows.rows(train));
      for (int l = 0; l < labelings.length; l++) {
        int[] labels = Rows.of(labelings[l], train);
        int[] told = fitted.classes(labels, classes, rows.rows(test));
        for (int i = 0; i < test.length; i++) {
          out[l][test[i]] = told[i];
        }
      }
    }
    return out;
  }

  private static int[] of(int[] values, int value) {
    return IntStream.range(0, values.length).filter(i -> values[i] == value).toArray();
  }

  private static int[] shuffled(int[] rows, SplittableRandom random) {
    int[] out = rows.clone();
    for (int i = out.length - 1; i > 0; i--) {
      int pick = random.nextInt(i + 1);
      int swapped = out[i];
      out[i] = out[pick];
      out[pick] = swapped;
    }
    return out;
  }

  /**
   * Training rows, standardised.
   *
   * @param values eigenvalues of their inner products
   * @param vectors [m, m] a row each
   */
  private record Fold(Scaling scaling, Dense rows, double[] values, Dense vectors) {
    static Fold of(Dense train) {
      Scaling scaling = Scaling.of(train);
      Dense rows = scaling.apply(train);
      Symmetric.Eigen eigen = Symmetric.eigen(rows.outerGram());
      return new Fold(scaling, rows, eigen.values(), eigen.vectors());
    }

    int[] classes(int[] labels, int classes, Dense test) {
      int m = rows.rows();
      double trace = Arrays.stream(values).sum();
      int[] out = new int[test.rows()];
      if (trace <= NOTHING * m) {
        Arrays.fill(out, TIED);
        return out;
      }
      double[] share = new double[classes];
      Dense y = Dense.zeros(m, classes);
      for (int i = 0; i < m; i++) {
        share[labels[i]] += 1.0 / m;
        y.values()[i * classes + labels[i]] = 1;
      }
      Dense centred = y.centred(share);
      Dense turned = vectors.multiply(centred); // [m, classes] by eigenvector
      double best = Double.POSITIVE_INFINITY;
      double penalty = Double.NaN;
      for (double s : SHARES) {
        double error = leftOut(centred, turned, s * trace / m);
        // of equals the largest
        if (error < best) {
          best = error;
          penalty = s * trace / m;
        }
      }
      Dense alpha = weights(turned, penalty);
      Dense scores = scaling.apply(test).multiply(rows.transpose()).multiply(alpha);
      for (int i = 0; i < out.length; i++) {
        out[i] = largest(scores.row(i), share);
      }
      return out;
    }

    /** U (S + penalty)^-1 U'Y. */
    private Dense weights(Dense turned, double penalty) {
      return vectors.transpose().multiply(scaled(turned, k -> 1 / (values[k] + penalty)));
    }

    /** The squared error of each row as fitted by the others: the residual over 1 - h. */
    private double leftOut(Dense centred, Dense turned, double penalty) {
      int m = rows.rows();
      Dense fitted =
          vectors.transpose().multiply(scaled(turned, k -> values[k] / (values[k] + penalty)));
      double sum = 0;
      for (int i = 0; i < m; i++) {
        double leverage = 1.0 / m; // of the intercept
        for (int k = 0; k < m; k++) {
          double u = vectors.at(k, i);
          leverage += u * u * Math.max(0, values[k]) / (values[k] + penalty);
        }
        for (int c = 0; c < centred.columns(); c++) {
          double error = (centred.at(i, c) - fitted.at(i, c)) / (1 - leverage);
          sum += error * error;
        }
      }
      return sum;
    }

    private static Dense scaled(Dense rows, java.util.function.IntToDoubleFunction factor) {
      Dense out = new Dense(rows.rows(), rows.columns(), rows.values().clone());
      for (int k = 0; k < rows.rows(); k++) {
        double by = factor.applyAsDouble(k);
        for (int c = 0; c < rows.columns(); c++) {
          out.values()[k * rows.columns() + c] *= by;
        }
      }
      return out;
    }

    private static int largest(double[] scores, double[] share) {
      int best = 0;
      boolean tied = false;
      for (int c = 0; c < scores.length; c++) {
        scores[c] += share[c];
        if (c > 0 && scores[c] >= scores[best]) {
          tied = scores[c] == scores[best];
          best = tied ? best : c;
        }
      }
      return tied ? TIED : best;
    }
  }
}
