package probe.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import probe.algebra.Dense;
import probe.stats.Ranks;
import probe.stats.Seeds;

/**
 * A trained table model in the statistics that language models are held to: each is what the probe
 * of the same name computes, with tokens for words and rows for states.
 *
 * @param partnerGain mean leave-one-out cosine of unembedding differences, less the same with
 *     partners shuffled; mean over the concepts that contexts fix
 * @param alignmentGain mean cosine of context differences with their own concept's direction, less
 *     that with the others'
 * @param cosineShare mean |cosine| of two concepts' directions, as a share of that of random tokens
 * @param logOddsShare variance of a pair's log-odds over contexts that do not know the concept, as
 *     a share of that of random pairs of tokens
 * @param marginGain mean cosine of differences with the max-margin direction of their contexts,
 *     less that of random pairs of tokens; NaN where no concept's contexts are separable
 * @param learning mean over concepts of the rank correlation, over the course of training, of the
 *     gain over shuffled partners with the loss, sign turned
 * @param controlShare leave-one-out cosine of the concept that no context fixes, as a share of the
 *     others' mean; NaN without such a concept
 */
public record LatentStatistics(
    double partnerGain,
    double alignmentGain,
    double cosineShare,
    double logOddsShare,
    double marginGain,
    double learning,
    double controlShare) {
  private static final int DRAWS = 20;

  /** Trains one model and measures it. */
  public static LatentStatistics train(
      LatentOptions options, Function<SplittableRandom, ConceptGraph> graph, long seed) {
    List<double[]> gains = new ArrayList<>();
    List<Double> learnt = new ArrayList<>();
    List<LatentStatistics> last = new ArrayList<>();
    LatentToy.train(
        options,
        graph,
        seed,
        step -> {},
        (step, excess, data, model) -> {
          boolean end = step == options.steps();
          // most is learnt early: 0, then powers of two
          if (end || (Integer.bitCount(step) < 2 && step != 1 && step != 2)) {
            TableProbe probe = new TableProbe(data, model, Seeds.of(seed, "probe"));
            gains.add(probe.partnerGains(DRAWS));
            learnt.add(-excess);
            if (end) {
              last.add(of(options, probe, gains, learnt));
            }
          }
        });
    return last.getFirst();
  }

  private static LatentStatistics of(
      LatentOptions options, TableProbe probe, List<double[]> gains, List<Double> learnt) {
    double[] loss = learnt.stream().mapToDouble(x -> x).toArray();
    int concepts = options.concepts();
    int fixed = options.control() ? concepts - 1 : concepts;
    double gain = 0;
    double learning = 0;
    for (int i = 0; i < fixed; i++) {
      int concept = i;
      gain += gains.getLast()[i] / fixed;
      learning +=
          Ranks.correlation(loss, gains.stream().mapToDouble(g -> g[concept]).toArray()) / fixed;
    }
    return new LatentStatistics(
        gain,
        probe.alignmentGain(fixed),
        probe.cosineShare(fixed, DRAWS),
        probe.logOddsShare(fixed, DRAWS),
        probe.marginGain(fixed, DRAWS),
        learning,
        options.control() ? probe.controlShare() : Double.NaN);
  }

  /** Looks at a model while it is trained. */
  interface Observer {
    void at(int step, double excess, LatentData data, LatentModel model);
  }

  /** Rows of {@code table} less rows of it: [pairs][dim]. */
  static double[][] differences(Dense table, int[][] pairs) {
    double[][] out = new double[pairs.length][table.columns()];
    for (int k = 0; k < pairs.length; k++) {
      for (int j = 0; j < out[k].length; j++) {
        out[k][j] = table.at(pairs[k][1], j) - table.at(pairs[k][0], j);
      }
    }
    return out;
  }
}
