package probe.theory;

import java.util.ArrayList;
import java.util.List;
import probe.algebra.Dense;
import probe.linear.HardMargin;

/**
 * What theorems 3 and 4 of Jiang et al. rest on, in a trained table model.
 *
 * @param logOddsWithin standard deviation of log p(c, i to 1 | d) - log p(c, i to 0 | d) over the
 *     contexts d that agree with c and do not know concept i; in exact conditionals it is 0
 * @param logOddsBetween standard deviation over tokens of the mean of those log-odds
 * @param logOddsBetweenExact the same for the exact conditionals; 0 for independent concepts
 * @param maxMargin mean cosine of unembedding steering vectors with the direction of largest margin
 *     through the origin between embeddings that know 1 and that know 0; NaN if none are separable
 * @param separable share of concepts for which there is such a direction; NaN if none is known
 */
public record LatentChecks(
    double logOddsWithin,
    double logOddsBetween,
    double logOddsBetweenExact,
    double maxMargin,
    double separable) {

  static LatentChecks of(LatentData data, ConceptGraph graph, LatentModel model) {
    List<Double> within = new ArrayList<>();
    List<Double> between = new ArrayList<>();
    List<Double> exact = new ArrayList<>();
    List<Double> margins = new ArrayList<>();
    List<Double> separable = new ArrayList<>();
    for (int i = 0; i < data.concepts(); i++) {
      List<Double> means = new ArrayList<>();
      List<Double> known = new ArrayList<>();
      int[][] pairs = data.tokenPairs(i);
      for (int[] pair : pairs) {
        double[] step = LatentMeasures.difference(model.unembedding, pair);
        List<Double> odds = odds(data, model, i, data.tokens()[pair[0]], step);
        if (odds.size() > 1) {
          within.add(deviation(odds));
          means.add(odds.stream().mapToDouble(x -> x).average().orElseThrow());
          known.add(
              Math.log(graph.joint()[data.tokens()[pair[1]]])
                  - Math.log(graph.joint()[data.tokens()[pair[0]]]));
        }
      }
      if (means.size() > 1) {
        between.add(deviation(means));
        exact.add(deviation(known));
      }
      Dense signed = signedEmbeddings(data, model, i);
      if (signed.rows() > 0) {
        HardMargin margin = HardMargin.of(Dense.zeros(1, signed.columns()), signed);
        separable.add(margin.separable() ? 1.0 : 0.0);
        if (margin.separable()) {
          margins.add(cosine(model, pairs, margin.direction()));
        }
      }
    }
    return new LatentChecks(
        mean(within), mean(between), mean(exact), mean(margins), mean(separable));
  }

  private static List<Double> odds(
      LatentData data, LatentModel model, int concept, int token, double[] step) {
    List<Double> out = new ArrayList<>();
    for (int row = 0; row < data.contexts().length; row++) {
      int context = data.contexts()[row];
      if (LatentData.digit(context, concept) == LatentData.UNKNOWN
          && LatentData.agrees(context, token, data.concepts())) {
        out.add(LatentMeasures.dot(model.embedding.row(row), step));
      }
    }
    return out;
  }

  /** Embeddings that know the concept, those that know 0 turned round. */
  static Dense signedEmbeddings(LatentData data, LatentModel model, int concept) {
    List<double[]> rows = new ArrayList<>();
    for (int row = 0; row < data.contexts().length; row++) {
      int known = LatentData.digit(data.contexts()[row], concept);
      if (known != LatentData.UNKNOWN) {
        double[] f = model.embedding.row(row);
        for (int j = 0; known == 0 && j < f.length; j++) {
          f[j] = -f[j];
        }
        rows.add(f);
      }
    }
    return Dense.of(rows.toArray(double[][]::new));
  }

  private static double cosine(LatentModel model, int[][] pairs, double[] direction) {
    List<Double> out = new ArrayList<>();
    for (int[] pair : pairs) {
      double[] step = LatentMeasures.difference(model.unembedding, pair);
      double length = Math.sqrt(LatentMeasures.dot(step, step));
      out.add(length > 0 ? LatentMeasures.dot(step, direction) / length : Double.NaN);
    }
    return mean(out);
  }

  private static double deviation(List<Double> values) {
    double mean = mean(values);
    return Math.sqrt(
        values.stream().mapToDouble(x -> (x - mean) * (x - mean)).average().orElse(Double.NaN));
  }

  private static double mean(List<Double> values) {
    return LatentMeasures.mean(values.stream().mapToDouble(x -> x).toArray());
  }
}
