package probe.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much of a parent's vector a child has, from words and children that are never held against
 * themselves.
 *
 * <p>With m_k the mean of child k, product = the mean of m_child . m_k over the other children k,
 * and square = the mean of m_j . m_k over different j and k among them: the squared length of what
 * the others have in common. Under a hierarchy m_k = p + own_k with every own_k orthogonal to p
 * (hierarchical orthogonality, arXiv 2406.01506) and to one another, both are |p|^2, so that the
 * share product / square is 1 and child - parent is orthogonal to parent. A category that has
 * nothing to do with the parent has share 0. The parent's square is taken across children because
 * the mean of the other children also holds 1 / (k - 1) of what each has for itself.
 *
 * <p>The cosine alone is a poor judge: a long own part brings it near 0 whatever the share, and for
 * a parent q that the child has nothing of it is -|q| / |child - q|, which is small for a short q.
 *
 * <p>Variances are those of the delete-one jackknife over the words of each group; the children
 * themselves are taken as given.
 *
 * @param parent whose children stand for the parent
 * @param words words of the child
 * @param parentWords words that stand for the parent, none of them the child's
 * @param product mean of m_child . m_k
 * @param square mean of m_j . m_k
 * @param cosine cosine of (child - parent) with parent: (product - square) / sqrt(|child -
 *     parent|^2 square), all without bias
 */
public record ParentShare(
    String parent,
    int words,
    int parentWords,
    double product,
    double square,
    double productVariance,
    double covariance,
    double squareVariance,
    TrueCosine cosine) {

  /** The share; NaN where the parent's squared length is estimated as zero or less. */
  public double share() {
    return square > 0 ? product / square : Double.NaN;
  }

  /** Degrees of freedom: the words of the smaller of child and parent, less one. */
  public int freedom() {
    return Math.min(words, parentWords) - 1;
  }

  /**
   * (product - share square) over its standard error: Student's t with {@link #freedom} where the
   * true share is {@code share}, also for a short parent (Fieller 1954). Large values speak for
   * more than {@code share}, large negative ones for less; the share lies within 1 +- m if t(1 - m)
   * is large and t(1 + m) is large and negative.
   */
  public double t(double share) {
    double variance = productVariance - 2 * share * covariance + share * share * squareVariance;
    return (product - share * square) / Math.sqrt(variance);
  }

  /**
   * Measures a child against a parent.
   *
   * @param child [words, d]
   * @param others [children][words, d] children of the parent without the child and its words; at
   *     least two
   */
  static ParentShare of(String parent, double[][] child, double[][][] others) {
    if (others.length < 2) {
      throw new IllegalArgumentException(
          "%s: a parent needs at least 2 other children, got %d".formatted(parent, others.length));
    }
    double[][][] groups = new double[others.length + 1][][];
    groups[0] = child;
    System.arraycopy(others, 0, groups, 1, others.length);
    for (int g = 0; g < groups.length; g++) {
      if (groups[g].length < Hierarchy.FEWEST_WORDS) {
        throw new IllegalArgumentException(
            "%s: group %d needs at least %d words, got %d"
                .formatted(parent, g, Hierarchy.FEWEST_WORDS, groups[g].length));
      }
    }
    MeanProducts products = MeanProducts.of(groups);
    double[][] table = products.table();
    double[][] variance = new double[3][3];
    for (int g = 0; g < groups.length; g++) {
      List<double[]> without = new ArrayList<>();
      for (int i = 0; i < groups[g].length; i++) {
        without.add(values(products.without(g, i)));
      }
      addVariance(variance, without);
    }
    double[] value = values(table);
    int parentWords = IntStream.range(1, groups.length).map(products::size).sum();
    int freedom = Math.min(child.length, parentWords) - 1;
    return new ParentShare(
        parent,
        child.length,
        parentWords,
        value[0],
        value[1],
        variance[0][0],
        variance[0][1],
        variance[1][1],
        new TrueCosine(value[2], Math.sqrt(variance[2][2]), freedom));
  }

  /** Product, square and cosine; the first group is the child. */
  private static double[] values(double[][] table) {
    int k = table.length - 1;
    double product = 0;
    double square = 0;
    for (int a = 1; a <= k; a++) {
      product += table[0][a] / k;
      for (int b = 1; b < a; b++) {
        square += table[a][b] / (0.5 * k * (k - 1));
      }
    }
    double apart = table[0][0] - 2 * product + square;
    double cosine =
        apart > 0 && square > 0 ? (product - square) / Math.sqrt(apart * square) : Double.NaN;
    return new double[] {product, square, cosine};
  }

  /** Adds one group's delete-one jackknife: (n - 1) / n times the products about the mean. */
  private static void addVariance(double[][] variance, List<double[]> without) {
    int n = without.size();
    for (int a = 0; a < variance.length; a++) {
      for (int b = 0; b < variance.length; b++) {
        double meanA = 0;
        double meanB = 0;
        for (double[] x : without) {
          meanA += x[a] / n;
          meanB += x[b] / n;
        }
        for (double[] x : without) {
          variance[a][b] += (x[a] - meanA) * (x[b] - meanB) * (n - 1) / n;
        }
      }
    }
  }
}
