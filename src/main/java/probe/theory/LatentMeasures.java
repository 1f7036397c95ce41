package probe.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import probe.algebra.Dense;

/**
 * Whether concepts are directions. Steering vectors of concept i are the differences of two rows
 * that differ in it alone. All means leave the control out: it is among {@link #concepts} and
 * {@link #pairs} only.
 *
 * @param unembedding L_un, mean pairwise cosine of a concept's steering vectors among unembeddings
 * @param embedding L_em, the same among embeddings
 * @param alignment AL, mean cosine of the two kinds
 * @param orthogonalityUnembedding OR_un, mean |cosine| of different concepts' mean steering vectors
 * @param orthogonalityEmbedding OR_em, the same among embeddings
 * @param cross mean |cosine| of a concept's mean steering vector among embeddings with that of
 *     another concept among unembeddings
 * @param concepts by concept, in their order
 * @param pairs of concepts: (0, 1), (0, 2), (1, 2), (0, 3), ...
 */
public record LatentMeasures(
    double unembedding,
    double embedding,
    double alignment,
    double orthogonalityUnembedding,
    double orthogonalityEmbedding,
    double cross,
    List<Concept> concepts,
    List<Pair> pairs) {

  /**
   * One concept; NaN where fewer than two steering vectors are there.
   *
   * @param control whether no context knows it
   * @param length root mean square of the lengths of its steering vectors among unembeddings
   */
  public record Concept(
      boolean control, double unembedding, double embedding, double alignment, double length) {}

  /**
   * Cosines of the mean steering vectors of two concepts, the first being the lower one.
   *
   * @param control whether one of them is the control
   * @param cross mean |cosine| of either's among embeddings with the other's among unembeddings
   */
  public record Pair(
      int first, int second, boolean control, double unembedding, double embedding, double cross) {}

  static LatentMeasures of(LatentData data, LatentModel model) {
    List<Concept> concepts = new ArrayList<>();
    List<Steering> un = new ArrayList<>();
    List<Steering> em = new ArrayList<>();
    for (int i = 0; i < data.concepts(); i++) {
      Steering g = Steering.of(model.unembedding, data.tokenPairs(i));
      Steering f = Steering.of(model.embedding, data.contextPairs(i));
      double alignment =
          g.count == 0 || f.count == 0 ? Double.NaN : dot(g.units, f.units) / g.count / f.count;
      concepts.add(
          new Concept(
              i == data.control(),
              g.meanCosine(),
              f.meanCosine(),
              alignment,
              Math.sqrt(g.squares / g.count)));
      un.add(g);
      em.add(f);
    }
    List<Pair> pairs = new ArrayList<>();
    for (int j = 1; j < data.concepts(); j++) {
      for (int i = 0; i < j; i++) {
        pairs.add(
            new Pair(
                i,
                j,
                i == data.control() || j == data.control(),
                cosine(un.get(i).sum, un.get(j).sum),
                cosine(em.get(i).sum, em.get(j).sum),
                mean(
                    Math.abs(cosine(em.get(i).sum, un.get(j).sum)),
                    Math.abs(cosine(em.get(j).sum, un.get(i).sum)))));
      }
    }
    return of(concepts, pairs);
  }

  private static LatentMeasures of(List<Concept> concepts, List<Pair> pairs) {
    return new LatentMeasures(
        concepts(concepts, Concept::unembedding),
        concepts(concepts, Concept::embedding),
        concepts(concepts, Concept::alignment),
        pairs(pairs, pair -> Math.abs(pair.unembedding)),
        pairs(pairs, pair -> Math.abs(pair.embedding)),
        pairs(pairs, Pair::cross),
        concepts,
        pairs);
  }

  private static double concepts(List<Concept> all, ToDoubleFunction<Concept> measure) {
    return mean(all.stream().filter(c -> !c.control).mapToDouble(measure).toArray());
  }

  private static double pairs(List<Pair> all, ToDoubleFunction<Pair> measure) {
    return mean(all.stream().filter(pair -> !pair.control).mapToDouble(measure).toArray());
  }

  /** Sums of steering vectors, of the same at length one, and of their squared lengths. */
  private record Steering(double[] sum, double[] units, double squares, int count) {
    static Steering of(Dense table, int[][] pairs) {
      double[] sum = new double[table.columns()];
      double[] units = new double[table.columns()];
      double squares = 0;
      int count = 0;
      for (int[] pair : pairs) {
        double[] step = difference(table, pair);
        double length = Math.sqrt(dot(step, step));
        if (length > 0) {
          count++;
          squares += length * length;
          for (int j = 0; j < step.length; j++) {
            sum[j] += step[j];
            units[j] += step[j] / length;
          }
        }
      }
      return new Steering(sum, units, squares, count);
    }

    /** Of all pairs of different vectors: |sum of units|^2 = n + n (n - 1) mean cosine. */
    double meanCosine() {
      return count < 2 ? Double.NaN : (dot(units, units) - count) / ((double) count * (count - 1));
    }
  }

  static double[] difference(Dense table, int[] pair) {
    double[] out = new double[table.columns()];
    for (int j = 0; j < out.length; j++) {
      out[j] = table.at(pair[1], j) - table.at(pair[0], j);
    }
    return out;
  }

  /** NaN if one of them is zero. */
  private static double cosine(double[] a, double[] b) {
    double lengths = Math.sqrt(dot(a, a) * dot(b, b));
    return lengths > 0 ? dot(a, b) / lengths : Double.NaN;
  }

  /** Of those that are defined. */
  static double mean(double... values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
