package probe.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import probe.algebra.Dense;
import probe.linear.HardMargin;
import probe.stats.Seeds;

/** What the probes of language models measure, on tables. */
final class TableProbe {
  private final LatentData data;
  private final LatentModel model;
  private final long seed;

  TableProbe(LatentData data, LatentModel model, long seed) {
    this.data = data;
    this.model = model;
    this.seed = seed;
  }

  /** By concept: leave-one-out cosine less that of shuffled partners; NaN with too few pairs. */
  double[] partnerGains(int draws) {
    double[] out = new double[data.concepts()];
    for (int i = 0; i < out.length; i++) {
      int[][] pairs = data.tokenPairs(i);
      SplittableRandom random = Seeds.random(seed, "partners " + i);
      double shuffled = 0;
      for (int b = 0; b < draws; b++) {
        shuffled += leaveOneOut(differences(withPartners(pairs, random))) / draws;
      }
      out[i] = leaveOneOut(differences(pairs)) - shuffled;
    }
    return out;
  }

  /** Leave-one-out cosine of the last concept, as a share of the mean of those before it. */
  double controlShare() {
    int control = data.concepts() - 1;
    double[] others = new double[control];
    for (int i = 0; i < control; i++) {
      others[i] = leaveOneOut(differences(data.tokenPairs(i)));
    }
    return leaveOneOut(differences(data.tokenPairs(control))) / LatentMeasures.mean(others);
  }

  private double[][] differences(int[][] pairs) {
    return LatentStatistics.differences(model.unembedding, pairs);
  }

  /** The same pairs with their second halves in a random order. */
  private static int[][] withPartners(int[][] pairs, SplittableRandom random) {
    int[][] out = new int[pairs.length][];
    for (int k = 0; k < out.length; k++) {
      out[k] = pairs[k].clone();
    }
    for (int k = out.length - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int swap = out[k][1];
      out[k][1] = out[other][1];
      out[other][1] = swap;
    }
    return out;
  }

  /** As many pairs of tokens, no token twice. */
  private int[][] randomPairs(int count, SplittableRandom random) {
    int[] order = new int[data.tokens().length];
    for (int k = 0; k < order.length; k++) {
      int other = random.nextInt(k + 1);
      order[k] = order[other];
      order[other] = k;
    }
    int[][] out = new int[count][];
    for (int k = 0; k < count; k++) {
      out[k] = new int[] {order[2 * k], order[2 * k + 1]};
    }
    return out;
  }

  /** Mean cosine of a row with the sum of the others. */
  private static double leaveOneOut(double[][] rows) {
    double[] sum = sum(rows);
    double[] cosines = new double[rows.length];
    for (int k = 0; k < rows.length; k++) {
      double[] others = sum.clone();
      for (int j = 0; j < others.length; j++) {
        others[j] -= rows[k][j];
      }
      cosines[k] = cosine(rows[k], others);
    }
    return LatentMeasures.mean(cosines);
  }

  /** Own direction less the mean over the other directions. */
  double alignmentGain(int concepts) {
    double[][] directions = new double[concepts][];
    for (int i = 0; i < concepts; i++) {
      directions[i] = sum(differences(data.tokenPairs(i)));
    }
    double[] gains = new double[concepts];
    for (int i = 0; i < concepts; i++) {
      double[][] steps = LatentStatistics.differences(model.embedding, data.contextPairs(i));
      double own = meanCosine(steps, directions[i]);
      double others = 0;
      for (int j = 0; j < concepts; j++) {
        others += j == i ? 0 : meanCosine(steps, directions[j]) / (concepts - 1);
      }
      gains[i] = own - others;
    }
    return LatentMeasures.mean(gains);
  }

  /** Mean |cosine| of two concepts' directions over that of random tokens in their places. */
  double cosineShare(int concepts, int draws) {
    List<int[][]> pairs = new ArrayList<>();
    for (int i = 0; i < concepts; i++) {
      pairs.add(data.tokenPairs(i));
    }
    double chance = 0;
    SplittableRandom random = Seeds.random(seed, "cosines");
    for (int b = 0; b < draws; b++) {
      chance +=
          meanCosine(pairs.stream().map(own -> randomPairs(own.length, random)).toList()) / draws;
    }
    return meanCosine(pairs) / chance;
  }

  private double meanCosine(List<int[][]> pairs) {
    List<double[]> directions = pairs.stream().map(own -> sum(differences(own))).toList();
    List<Double> cosines = new ArrayList<>();
    for (int i = 0; i < directions.size(); i++) {
      for (int j = 0; j < i; j++) {
        cosines.add(Math.abs(cosine(directions.get(i), directions.get(j))));
      }
    }
    return LatentMeasures.mean(cosines.stream().mapToDouble(x -> x).toArray());
  }

  /** Over the contexts that do not know the concept, whatever else they know. */
  double logOddsShare(int concepts, int draws) {
    double[] shares = new double[concepts];
    for (int i = 0; i < concepts; i++) {
      int[][] pairs = data.tokenPairs(i);
      double[][] contexts = contextsWithout(i);
      SplittableRandom random = Seeds.random(seed, "log-odds " + i);
      double chance = 0;
      for (int b = 0; b < draws; b++) {
        chance += meanVariance(contexts, differences(randomPairs(pairs.length, random))) / draws;
      }
      shares[i] = meanVariance(contexts, differences(pairs)) / chance;
    }
    return LatentMeasures.mean(shares);
  }

  private double[][] contextsWithout(int concept) {
    List<double[]> out = new ArrayList<>();
    for (int row = 0; row < data.contexts().length; row++) {
      if (LatentData.digit(data.contexts()[row], concept) == LatentData.UNKNOWN) {
        out.add(model.embedding.row(row));
      }
    }
    return out.toArray(double[][]::new);
  }

  /** Mean over steps of the variance over contexts of their product. */
  private static double meanVariance(double[][] contexts, double[][] steps) {
    double[] out = new double[steps.length];
    for (int k = 0; k < steps.length; k++) {
      double sum = 0;
      double squares = 0;
      for (double[] f : contexts) {
        double odds = LatentMeasures.dot(f, steps[k]);
        sum += odds;
        squares += odds * odds;
      }
      double mean = sum / contexts.length;
      out[k] = squares / contexts.length - mean * mean;
    }
    return LatentMeasures.mean(out);
  }

  /** Mean cosine with the direction of largest margin, less that of random tokens. */
  double marginGain(int concepts, int draws) {
    double[] gains = new double[concepts];
    for (int i = 0; i < concepts; i++) {
      Dense signed = LatentChecks.signedEmbeddings(data, model, i);
      gains[i] = Double.NaN;
      if (signed.rows() == 0) {
        continue;
      }
      HardMargin margin = HardMargin.of(Dense.zeros(1, signed.columns()), signed);
      if (!margin.separable()) {
        continue;
      }
      int[][] pairs = data.tokenPairs(i);
      SplittableRandom random = Seeds.random(seed, "margin " + i);
      double chance = 0;
      for (int b = 0; b < draws; b++) {
        chance +=
            meanCosine(differences(randomPairs(pairs.length, random)), margin.direction()) / draws;
      }
      gains[i] = meanCosine(differences(pairs), margin.direction()) - chance;
    }
    return LatentMeasures.mean(gains);
  }

  private static double meanCosine(double[][] steps, double[] direction) {
    double[] out = new double[steps.length];
    for (int k = 0; k < steps.length; k++) {
      out[k] = cosine(steps[k], direction);
    }
    return LatentMeasures.mean(out);
  }

  private static double[] sum(double[][] rows) {
    double[] out = new double[rows.length == 0 ? 0 : rows[0].length];
    for (double[] row : rows) {
      for (int j = 0; j < out.length; j++) {
        out[j] += row[j];
      }
    }
    return out;
  }

  private static double cosine(double[] a, double[] b) {
    double lengths = Math.sqrt(LatentMeasures.dot(a, a) * LatentMeasures.dot(b, b));
    return lengths > 0 ? LatentMeasures.dot(a, b) / lengths : Double.NaN;
  }
}
