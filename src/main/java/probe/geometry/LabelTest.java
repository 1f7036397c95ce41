package probe.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether contexts go with the direction of their own concept rather than with any other: the
 * directions are exchanged among the concepts.
 *
 * <p>The statistic is the mean over concepts of the matching cosine less the mean of the others.
 * Unlike matched random words this takes whatever all directions have in common for granted.
 *
 * @param concepts concepts that have a cosine with the direction of every one of them
 * @param observed the statistic
 * @param draws the statistic for all other orders of the directions (up to seven concepts), or for
 *     orders drawn at random
 * @param all whether {@code draws} are all other orders
 */
public record LabelTest(int concepts, double observed, double[] draws, boolean all) {
  /** The fewest concepts: three have six orders, too few for any level in use. */
  public static final int FEWEST_CONCEPTS = 4;

  private static final int MOST_FOR_ALL_ORDERS = 7;

  /** The lowest p-value that this test can give. */
  public double lowest() {
    return 1.0 / (draws.length + 1);
  }

  /**
   * Exchanges the columns of {@code cosines} [K][K].
   *
   * @return null for fewer than four concepts with states and a direction
   */
  static @Nullable LabelTest of(double[][] cosines, int draws, long seed) {
    int[] tested =
        IntStream.range(0, cosines.length).filter(k -> !Double.isNaN(cosines[k][k])).toArray();
    // contexts may leave another concept without a direction, where they differ in its words
    int[] whole =
        IntStream.of(tested)
            .filter(k -> IntStream.of(tested).noneMatch(m -> Double.isNaN(cosines[k][m])))
            .toArray();
    int n = whole.length;
    if (n < FEWEST_CONCEPTS) {
      return null;
    }
    double[][] part = new double[n][n];
    for (int k = 0; k < n; k++) {
      for (int m = 0; m < n; m++) {
        part[k][m] = cosines[whole[k]][whole[m]];
      }
    }
    int[] identity = IntStream.range(0, n).toArray();
    double observed = statistic(part, identity);
    if (n <= MOST_FOR_ALL_ORDERS) {
      List<int[]> orders = new ArrayList<>();
      collect(identity.clone(), 0, orders);
      double[] others =
          orders.stream().skip(1).mapToDouble(order -> statistic(part, order)).toArray();
      return new LabelTest(n, observed, others, true);
    }
    double[] sampled =
        Linearity.draw(draws, seed, random -> statistic(part, shuffled(identity, random)));
    return new LabelTest(n, observed, sampled, false);
  }

  private static double statistic(double[][] cosines, int[] order) {
    int n = order.length;
    double matching = 0;
    double all = 0;
    for (int k = 0; k < n; k++) {
      matching += cosines[k][order[k]];
      for (int m = 0; m < n; m++) {
        all += cosines[k][m];
      }
    }
    return matching / n - (all - matching) / (n * (n - 1.0));
  }

  /** All orders, that of {@code order} itself first. */
  private static void collect(int[] order, int from, List<int[]> out) {
    if (from == order.length) {
      out.add(order.clone());
      return;
    }
    for (int i = from; i < order.length; i++) {
      swap(order, from, i);
      collect(order, from + 1, out);
      swap(order, from, i);
    }
  }

  private static int[] shuffled(int[] identity, SplittableRandom random) {
    int[] out = identity.clone();
    for (int i = out.length - 1; i > 0; i--) {
      swap(out, i, random.nextInt(i + 1));
    }
    return out;
  }

  private static void swap(int[] order, int i, int k) {
    int held = order[i];
    order[i] = order[k];
    order[k] = held;
  }
}
