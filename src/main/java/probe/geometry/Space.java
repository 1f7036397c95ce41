package probe.geometry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import probe.tensor.Matrix;

/**
 * The unembedding vectors in coordinates in which an inner product is the dot product.
 *
 * <p>For the causal inner product these are the whitened vectors g = (gamma - mean) Cov^-1/2 (Park,
 * Choe and Veitch, arXiv 2311.03658).
 */
public final class Space {
  private final String product;
  private final Matrix rows;
  private final int[] declared;
  private final MatchedTokens matched;

  /**
   * A space.
   *
   * @param product name of the inner product
   * @param rows [V, d], rows one after another
   * @param declared tokens that random words are drawn from
   */
  public Space(String product, Matrix rows, int[] declared) {
    this.product = product;
    this.rows = rows;
    this.declared = declared.clone();
    this.matched = MatchedTokens.of(rows, declared);
  }

  public String product() {
    return product;
  }

  public int width() {
    return rows.columns();
  }

  public int[] declared() {
    return declared.clone();
  }

  public MatchedTokens matched() {
    return matched;
  }

  /** The vector of {@code token} [d]. */
  public double[] vector(int token) {
    float[] row = rows.row(token);
    double[] out = new double[row.length];
    for (int j = 0; j < out.length; j++) {
      out[j] = row[j];
    }
    return out;
  }

  /** Second word less first word, for each pair: [pairs, d]. */
  public double[][] differences(TokenPairs pairs) {
    double[][] out = new double[pairs.size()][];
    float[] from = new float[rows.columns()];
    float[] to = new float[rows.columns()];
    for (int i = 0; i < out.length; i++) {
      rows.copyRows(pairs.from()[i], 1, from);
      rows.copyRows(pairs.to()[i], 1, to);
      out[i] = Vectors.difference(from, to);
    }
    return out;
  }

  /**
   * The same concepts over matched random words: as many pairs, sharing words in the same way,
   * within a concept and between concepts.
   */
  public List<TokenPairs> relabelled(List<TokenPairs> concepts, SplittableRandom random) {
    int[] words = TokenPairs.words(concepts);
    int[] others = matched.draw(words, random);
    Map<Integer, Integer> map = new HashMap<>();
    for (int i = 0; i < words.length; i++) {
      map.put(words[i], others[i]);
    }
    return concepts.stream().map(c -> c.relabelled(map)).toList();
  }
}
