package probe.geometry;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where the answers of a concept's analogies stand in the whole declared vocabulary, by cosine.
 *
 * <p>One pass over the vocabulary: each token's products with the concept's words are worked out
 * once, and every query is a sum of three of them, so that a query costs O(V) and not O(V d).
 * Products are float32; each token's are summed in the same order on any number of threads. Ties
 * count against the answer.
 *
 * @param analogy [offsets, pairs] rank of to_j by to_i - from_i + from_j, from 1; 0 for no query
 * @param open the same with the three words of the query among the candidates
 * @param third rank by from_j alone, without the three words
 * @param second rank by to_i alone, without the three words
 */
record AnalogyRanks(int[][] analogy, int[][] open, int[][] third, int[][] second) {
  private static final int BLOCK = 256;

  /** Ranks the answers of {@code queries} among the declared tokens of {@code space}. */
  static AnalogyRanks of(Space space, AnalogyQueries queries) {
    int[] words = queries.words();
    float[] columns = columns(space, words);
    int[] declared = space.declared();
    double[][] own = new double[words.length][words.length];
    float[] buffer = new float[words.length];
    for (int w = 0; w < words.length; w++) {
      cosines(space.vector(words[w]), columns, buffer, own[w]);
    }
    Ranking ranking = new Ranking(queries, own);
    int blocks = (declared.length + BLOCK - 1) / BLOCK;
    int[] counts =
        IntStream.range(0, blocks)
            .parallel()
            .mapToObj(
                block -> {
                  int[] ofBlock = new int[ranking.size()];
                  float[] products = new float[words.length];
                  double[] cosines = new double[words.length];
                  int end = Math.min(declared.length, (block + 1) * BLOCK);
                  for (int t = block * BLOCK; t < end; t++) {
                    cosines(space.vector(declared[t]), columns, products, cosines);
                    ranking.count(cosines, ofBlock);
                  }
                  return ofBlock;
                })
            .reduce(new int[ranking.size()], AnalogyRanks::sum);
    return ranking.ranks(counts);
  }

  /** The products of the words with {@code row} at length one; 0 for a row of length zero. */
  private static void cosines(double[] row, float[] columns, float[] products, double[] out) {
    products(row, columns, products);
    double length = Vectors.norm(row);
    for (int w = 0; w < out.length; w++) {
      out[w] = length > 0 ? products[w] / length : 0;
    }
  }

  private static int[] sum(int[] a, int[] b) {
    int[] out = a.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += b[i];
    }
    return out;
  }

  /** The vectors of the words as columns: [d, words]. */
  private static float[] columns(Space space, int[] words) {
    float[] out = new float[space.width() * words.length];
    for (int w = 0; w < words.length; w++) {
      double[] row = space.vector(words[w]);
      for (int j = 0; j < row.length; j++) {
        out[j * words.length + w] = (float) row[j];
      }
    }
    return out;
  }

  /** The products of {@code row} with every word; four dimensions at a time, words side by side. */
  private static void products(double[] row, float[] columns, float[] out) {
    int n = out.length;
    Arrays.fill(out, 0);
    int j = 0;
    for (; j + 4 <= row.length; j += 4) {
      float a = (float) row[j];
      float b = (float) row[j + 1];
      float c = (float) row[j + 2];
      float e = (float) row[j + 3];
      int at = j * n;
      for (int w = 0; w < n; w++) {
        out[w] +=
            a * columns[at + w]
                + b * columns[at + n + w]
                + c * columns[at + 2 * n + w]
                + e * columns[at + 3 * n + w];
      }
    }
    for (; j < row.length; j++) {
      float a = (float) row[j];
      for (int w = 0; w < n; w++) {
        out[w] += a * columns[j * n + w];
      }
    }
  }

  /** Counts, for every query, the tokens that are at least as near as the answer. */
  private static final class Ranking {
    private final AnalogyQueries queries;
    private final double[][]
        own; // [words, words] products of the words with the second at length 1
    private final int n;
    private final double[] analogy; // [offsets * pairs] product of the query with the answer
    private final double[] third; // [pairs]
    private final double[] second; // [offsets * pairs]

    Ranking(AnalogyQueries queries, double[][] own) {
      this.queries = queries;
      this.own = own;
      this.n = queries.pairs();
      analogy = new double[n * n];
      third = new double[n];
      second = new double[n * n];
      for (int j = 0; j < n; j++) {
        double[] answer = own[queries.to(j)];
        third[j] = answer[queries.from(j)];
        for (int i = 0; i < n; i++) {
          analogy[i * n + j] = analogy(answer, i, j);
          second[i * n + j] = answer[queries.to(i)];
        }
      }
    }

    int size() {
      return 2 * n * n + n;
    }

    private double analogy(double[] token, int i, int j) {
      return token[queries.to(i)] - token[queries.from(i)] + token[queries.from(j)];
    }

    /** Adds a token, be it the answer or a word of the query: {@code ranks} allows for that. */
    void count(double[] token, int[] counts) {
      double[] thirds = new double[n];
      for (int j = 0; j < n; j++) {
        thirds[j] = token[queries.from(j)];
        counts[2 * n * n + j] += thirds[j] >= third[j] ? 1 : 0;
      }
      for (int i = 0; i < n; i++) {
        double bySecond = token[queries.to(i)];
        double offset = bySecond - token[queries.from(i)];
        for (int j = 0; j < n; j++) {
          int q = i * n + j;
          counts[q] += offset + thirds[j] >= analogy[q] ? 1 : 0;
          counts[n * n + q] += bySecond >= second[q] ? 1 : 0;
        }
      }
    }

    AnalogyRanks ranks(int[] counts) {
      int[][][] out = new int[4][n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          if (!queries.asked(i, j)) {
            continue;
          }
          int q = i * n + j;
          // the answer itself was counted, and makes the count a rank
          out[0][i][j] = counts[q];
          out[1][i][j] = counts[q];
          out[2][i][j] = counts[2 * n * n + j];
          out[3][i][j] = counts[n * n + q];
          for (int word : new int[] {queries.from(i), queries.to(i), queries.from(j)}) {
            out[0][i][j] -= analogy(own[word], i, j) >= analogy[q] ? 1 : 0;
            out[2][i][j] -= own[word][queries.from(j)] >= third[j] ? 1 : 0;
            out[3][i][j] -= own[word][queries.to(i)] >= second[q] ? 1 : 0;
          }
        }
      }
      return new AnalogyRanks(out[0], out[1], out[2], out[3]);
    }
  }
}
