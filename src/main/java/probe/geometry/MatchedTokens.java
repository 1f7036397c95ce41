package probe.geometry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import probe.tensor.Matrix;
import probe.tensor.RowReader;

/**
 * The tokens of a vocabulary in bins of similar length, so that random words can be drawn that are
 * like given ones in how far they lie from the mean.
 *
 * <p>Length goes with frequency in trained models. A null that draws words of any length would call
 * a concept of frequent words special for being frequent.
 */
public final class MatchedTokens {
  private static final int MOST_BINS = 64;
  private static final int BIN_TOKENS = 25;

  private final int[][] bins;
  private final Map<Integer, Integer> binOf = new HashMap<>();

  private MatchedTokens(int[][] bins) {
    this.bins = bins;
    for (int b = 0; b < bins.length; b++) {
      for (int token : bins[b]) {
        binOf.put(token, b);
      }
    }
  }

  /**
   * Sorts the {@code declared} rows of {@code gamma} [V, d] by their distance from the mean.
   *
   * @throws IllegalArgumentException for fewer than two tokens
   */
  public static MatchedTokens of(Matrix gamma, int[] declared) {
    if (declared.length < 2) {
      throw new IllegalArgumentException(
          "matched words need at least 2 declared tokens, got " + declared.length);
    }
    double[] distance = distances(gamma, declared);
    Integer[] order = new Integer[declared.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) -> {
          int by = Double.compare(distance[a], distance[b]);
          return by != 0 ? by : Integer.compare(declared[a], declared[b]);
        });
    int count = Math.clamp(declared.length / BIN_TOKENS, 1, MOST_BINS);
    int[][] bins = new int[count][];
    for (int b = 0; b < count; b++) {
      int from = (int) ((long) declared.length * b / count);
      int to = (int) ((long) declared.length * (b + 1) / count);
      bins[b] = new int[to - from];
      for (int i = from; i < to; i++) {
        bins[b][i - from] = declared[order[i]];
      }
    }
    return new MatchedTokens(bins);
  }

  private static double[] distances(Matrix gamma, int[] declared) {
    int d = gamma.columns();
    double[] mean = new double[d];
    boolean[] counts = new boolean[gamma.rows()];
    for (int token : declared) {
      counts[token] = true;
    }
    RowReader.forEachBlock(
        gamma,
        (from, count, block) -> {
          for (int r = 0; r < count; r++) {
            if (counts[from + r]) {
              for (int j = 0; j < d; j++) {
                mean[j] += block[r * d + j];
              }
            }
          }
        });
    for (int j = 0; j < d; j++) {
      mean[j] /= declared.length;
    }
    double[] all = new double[gamma.rows()];
    RowReader.forEachBlock(
        gamma,
        (from, count, block) -> {
          for (int r = 0; r < count; r++) {
            double sum = 0;
            for (int j = 0; j < d; j++) {
              double x = block[r * d + j] - mean[j];
              sum += x * x;
            }
            all[from + r] = sum;
          }
        });
    double[] out = new double[declared.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = all[declared[i]];
    }
    return out;
  }

  /** Whether {@code token} is among the declared ones. */
  public boolean contains(int token) {
    return binOf.containsKey(token);
  }

  /**
   * Draws, for each of {@code words}, a token of its bin; different words get different tokens.
   *
   * <p>Where the rows of a bin are exchangeable, the words themselves are one such draw, so that a
   * test against these draws is exact.
   *
   * @param words different declared tokens
   * @return tokens in the order of {@code words}
   */
  public int[] draw(int[] words, SplittableRandom random) {
    int[] out = new int[words.length];
    int[] taken = new int[bins.length];
    int[][] shuffled = new int[bins.length][];
    for (int i = 0; i < words.length; i++) {
      Integer bin = binOf.get(words[i]);
      if (bin == null) {
        throw new IllegalArgumentException("token %d is not declared".formatted(words[i]));
      }
      int[] members = shuffled[bin] == null ? bins[bin].clone() : shuffled[bin];
      shuffled[bin] = members;
      if (taken[bin] == members.length) {
        throw new IllegalArgumentException("token %d stands twice".formatted(words[i]));
      }
      int at = taken[bin] + random.nextInt(members.length - taken[bin]);
      out[i] = members[at];
      members[at] = members[taken[bin]];
      members[taken[bin]++] = out[i];
    }
    return out;
  }
}
