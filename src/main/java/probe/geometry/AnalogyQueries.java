package probe.geometry;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The analogies that a concept's pairs make, and how well its own words answer them.
 *
 * <p>Offset i and pair j, with no word in common, ask: to_i - from_i + from_j is to what? Among the
 * concept's words other than these three, the answer's score is the share of the others that have a
 * smaller cosine with the query than to_j (ties count half); chance is a half. First words are
 * among the candidates because an offset that all pairs have in common takes every second word
 * nearer alike, and only the first words can be left behind by it.
 */
final class AnalogyQueries {
  // first and second of the offset, third word, answer: all different in a query
  private static final int QUERY_WORDS = 4;

  private final int[] words; // [words] tokens
  private final int[] from; // [pairs] index into words
  private final int[] to;
  private final boolean[][] asked; // [pairs, pairs] whether offset i and pair j share no word

  AnalogyQueries(TokenPairs pairs) {
    words = TokenPairs.words(java.util.List.of(pairs));
    from = indices(pairs.from(), words);
    to = indices(pairs.to(), words);
    asked = new boolean[pairs.size()][pairs.size()];
    for (int i = 0; i < asked.length; i++) {
      for (int j = 0; j < asked.length; j++) {
        asked[i][j] = i != j && !pairs.share(i, j);
      }
    }
  }

  private static int[] indices(int[] tokens, int[] words) {
    return Arrays.stream(tokens)
        .map(
            t -> IntStream.range(0, words.length).filter(w -> words[w] == t).findFirst().orElse(-1))
        .toArray();
  }

  int[] words() {
    return words.clone();
  }

  int pairs() {
    return from.length;
  }

  int from(int pair) {
    return from[pair];
  }

  int to(int pair) {
    return to[pair];
  }

  boolean asked(int offset, int pair) {
    return asked[offset][pair];
  }

  int count() {
    return (int)
        Arrays.stream(asked)
            .mapToLong(row -> IntStream.range(0, row.length).filter(j -> row[j]).count())
            .sum();
  }

  /**
   * Products of the words with one another, the second at length one: [words, words]. A word of
   * length zero has product 0 with all.
   */
  static double[][] products(Space space, int[] tokens) {
    double[][] out =
        Linearity.gram(Arrays.stream(tokens).mapToObj(space::vector).toArray(double[][]::new));
    double[] length =
        IntStream.range(0, out.length).mapToDouble(k -> Math.sqrt(out[k][k])).toArray();
    for (double[] row : out) {
      for (int k = 0; k < row.length; k++) {
        row[k] = length[k] > 0 ? row[k] / length[k] : 0;
      }
    }
    return out;
  }

  /**
   * What the analogy wins and loses against from_j alone.
   *
   * @param net [offsets, pairs] candidates that only the analogy puts below to_j, less those that
   *     only from_j does, as a share of all; NaN where there is no query
   * @param either [offsets, pairs] the sum of the two shares
   */
  record Contest(double[][] net, double[][] either) {
    /** net / either, from -1 to 1, over a weighted sample of pairs; 0 where nothing differs. */
    double advantage(int[] weight) {
      double all = mean(either, weight);
      return all == 0 ? 0 : mean(net, weight) / all;
    }
  }

  /** Holds the analogies against the third word alone. */
  Contest contest(double[][] products) {
    int n = pairs();
    double[][] net = new double[n][n];
    double[][] either = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (asked[i][j]) {
          contest(products, i, j, net, either);
        } else {
          net[i][j] = Double.NaN;
          either[i][j] = Double.NaN;
        }
      }
    }
    return new Contest(net, either);
  }

  private void contest(double[][] products, int i, int j, double[][] net, double[][] either) {
    double[] a = products[from[i]];
    double[] b = products[to[i]];
    double[] c = products[from[j]];
    int target = to[j];
    double best = c[target] + (b[target] - a[target]);
    double third = c[target];
    int wins = 0;
    int losses = 0;
    // without branches, which would be guessed wrong every other time
    for (int k = 0; k < words.length; k++) {
      int won = halves(c[k] + (b[k] - a[k]), best) - halves(c[k], third);
      wins += Math.max(won, 0);
      losses += Math.max(-won, 0);
    }
    for (int k : new int[] {target, from[i], to[i], from[j]}) {
      int won = halves(c[k] + (b[k] - a[k]), best) - halves(c[k], third);
      wins -= Math.max(won, 0);
      losses -= Math.max(-won, 0);
    }
    int others = words.length - QUERY_WORDS;
    net[i][j] = others == 0 ? Double.NaN : (wins - losses) / (2.0 * others);
    either[i][j] = others == 0 ? Double.NaN : (wins + losses) / (2.0 * others);
  }

  /** Twice the credit for beating {@code other}: 2, 1 for a tie, or 0. */
  private static int halves(double other, double best) {
    return (other < best ? 1 : 0) + (other <= best ? 1 : 0);
  }

  /**
   * The mean score of the analogies if the offsets had other partners: to[order[i]] - from[i].
   *
   * <p>For pair j no offset may hold to_j, so that the first word whose partner it is takes j's
   * partner instead, and every pair is asked with as many offsets as under the true order.
   */
  double meanScore(double[][] products, int[] order) {
    int n = pairs();
    double sum = 0;
    int count = 0;
    for (int j = 0; j < n; j++) {
      double sumOfPair = 0;
      int countOfPair = 0;
      for (int i = 0; i < n; i++) {
        int partner = order[i] == j ? order[j] : order[i];
        if (i == j || shares(i, partner, j)) {
          continue;
        }
        sumOfPair += score(products, from[i], to[partner], j);
        countOfPair++;
      }
      if (countOfPair > 0) {
        sum += sumOfPair / countOfPair;
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  private boolean shares(int i, int partner, int j) {
    return from[i] == to[partner]
        || from[i] == from[j]
        || from[i] == to[j]
        || to[partner] == from[j]
        || to[partner] == to[j];
  }

  /** The share of the candidates that to_j beats by second - first + from_j. */
  private double score(double[][] products, int first, int second, int j) {
    double[] a = products[first];
    double[] b = products[second];
    double[] c = products[from[j]];
    int target = to[j];
    double best = c[target] + (b[target] - a[target]);
    int beaten = 0;
    for (int k = 0; k < words.length; k++) {
      beaten += halves(c[k] + (b[k] - a[k]), best);
    }
    for (int k : new int[] {target, first, second, from[j]}) {
      beaten -= halves(c[k] + (b[k] - a[k]), best);
    }
    int others = words.length - QUERY_WORDS;
    return others == 0 ? Double.NaN : beaten / (2.0 * others);
  }

  /**
   * The mean over pairs of their mean over offsets, so that every pair counts alike.
   *
   * @param values [offsets, pairs]; NaN where there is none
   * @param weight [pairs] how often each pair stands in the sample, as offset and as pair
   */
  static double mean(double[][] values, int[] weight) {
    double sum = 0;
    double count = 0;
    for (int j = 0; j < weight.length; j++) {
      double sumOfPair = 0;
      double countOfPair = 0;
      for (int i = 0; i < weight.length; i++) {
        if (!Double.isNaN(values[i][j])) {
          sumOfPair += weight[i] * values[i][j];
          countOfPair += weight[i];
        }
      }
      if (countOfPair > 0) {
        sum += weight[j] * sumOfPair / countOfPair;
        count += weight[j];
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  /** A random order of the pairs. */
  static int[] order(int n, SplittableRandom random) {
    int[] out = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int k = random.nextInt(i + 1);
      int swap = out[i];
      out[i] = out[k];
      out[k] = swap;
    }
    return out;
  }
}
