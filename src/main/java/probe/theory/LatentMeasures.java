package probe.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import probe.algebra.Dense;

/**
 * Whether concepts are directions. Steering vectors of concept i are the differences of two rows
 * that differ in it alone.
 *
 * @param unembedding L_un, mean pairwise cosine of a concept's steering vectors among unembeddings
 * @param embedding L_em, the same among embeddings
 * @param alignment AL, mean cosine of the two kinds
 * @param orthogonalityUnembedding OR_un, mean |cosine| of different concepts' mean steering vectors
 * @param orthogonalityEmbedding OR_em, the same among embeddings
 * @param concepts the first three by concept
 */
public record LatentMeasures(
    double unembedding,
    double embedding,
    double alignment,
    double orthogonalityUnembedding,
    double orthogonalityEmbedding,
    List<Concept> concepts) {

  /** One concept; NaN where fewer than two steering vectors are there. */
  public record Concept(double unembedding, double embedding, double alignment) {}

  static LatentMeasures of(LatentData data, LatentModel model) {
    List<Concept> concepts = new ArrayList<>();
    List<double[]> meansUn = new ArrayList<>();
    List<double[]> meansEm = new ArrayList<>();
    for (int i = 0; i < data.concepts(); i++) {
      Steering un = Steering.of(model.unembedding, data.tokenPairs(i));
      Steering em = Steering.of(model.embedding, data.contextPairs(i));
      double alignment =
          un.count == 0 || em.count == 0
              ? Double.NaN
              : dot(un.units, em.units) / un.count / em.count;
      concepts.add(new Concept(un.meanCosine(), em.meanCosine(), alignment));
      meansUn.add(un.sum);
      meansEm.add(em.sum);
    }
    return new LatentMeasures(
        mean(concepts.stream().mapToDouble(Concept::unembedding).toArray()),
        mean(concepts.stream().mapToDouble(Concept::embedding).toArray()),
        mean(concepts.stream().mapToDouble(Concept::alignment).toArray()),
        orthogonality(meansUn),
        orthogonality(meansEm),
        concepts);
  }

  /** Sums of steering vectors, and of the same at length one. */
  private record Steering(double[] sum, double[] units, int count) {
    static Steering of(Dense table, int[][] pairs) {
      double[] sum = new double[table.columns()];
      double[] units = new double[table.columns()];
      int count = 0;
      for (int[] pair : pairs) {
        double[] step = difference(table, pair);
        double length = Math.sqrt(dot(step, step));
        if (length > 0) {
          count++;
          for (int j = 0; j < step.length; j++) {
            sum[j] += step[j];
            units[j] += step[j] / length;
          }
        }
      }
      return new Steering(sum, units, count);
    }

    /** Of all pairs of different vectors: |sum of units|^2 = n + n (n - 1) mean cosine. */
    double meanCosine() {
      return count < 2
          ? Double.NaN
          : (dot(units, units) - count) / ((double) count * (count - 1));
    }
  }

  static double[] difference(Dense table, int[] pair) {
    double[] out = new double[table.columns()];
    for (int j = 0; j < out.length; j++) {
      out[j] = table.at(pair[1], j) - table.at(pair[0], j);
    }
    return out;
  }

  private static double orthogonality(List<double[]> means) {
    List<Double> cosines = new ArrayList<>();
    for (int i = 0; i < means.size(); i++) {
      for (int j = 0; j < i; j++) {
        double lengths =
            Math.sqrt(dot(means.get(i), means.get(i)) * dot(means.get(j), means.get(j)));
        cosines.add(
            lengths > 0 ? Math.abs(dot(means.get(i), means.get(j))) / lengths : Double.NaN);
      }
    }
    return mean(cosines.stream().mapToDouble(c -> c).toArray());
  }

  /** Of those that are defined. */
  static double mean(double[] values) {
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
