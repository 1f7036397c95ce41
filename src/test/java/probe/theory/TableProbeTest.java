package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.algebra.Dense;

/** Tables whose geometry is known. */
class TableProbeTest {
  private static final int M = 5;
  private static final int DRAWS = 20;
  private static final ConceptGraph GRAPH = ConceptGraph.random(M, new SplittableRandom(3));
  private static final int[] TO = {2, 4, 1, 0, 3};

  private static LatentData data(ConceptGraph graph, int control) {
    return LatentData.of(graph, 1, 1, control, new SplittableRandom(5));
  }

  /** g(c) has c_i along axis i; f(d) has 1 for a known 1, -1 for a known 0, else nothing. */
  private static LatentModel linear(LatentData data) {
    Dense f = Dense.zeros(data.contexts().length, M);
    Dense g = Dense.zeros(data.tokens().length, M);
    for (int i = 0; i < M; i++) {
      for (int row = 0; row < f.rows(); row++) {
        int known = LatentData.digit(data.contexts()[row], i);
        f.values()[row * M + i] = known == LatentData.UNKNOWN ? 0 : 2 * known - 1;
      }
      for (int row = 0; row < g.rows(); row++) {
        g.values()[row * M + i] = (1 + 0.3 * i) * (data.tokens()[row] >> i & 1);
      }
    }
    return new LatentModel(data, f, g);
  }

  private static TableProbe probe(LatentData data, LatentModel model) {
    return new TableProbe(data, model, 7);
  }

  @Test
  void aLinearTableHasAllThatTheTheoryExpects() {
    LatentData data = data(GRAPH, -1);
    TableProbe probe = probe(data, linear(data));

    assertThat(probe.alignmentGain(M)).isCloseTo(1, within(1e-12));
    assertThat(probe.cosineShare(M, DRAWS)).isZero();
    assertThat(probe.logOddsShare(M, DRAWS)).isCloseTo(0, within(1e-12));
    // differences are the axis, where random tokens' cosines with it average to nothing
    assertThat(probe.marginGain(M, DRAWS)).isCloseTo(1, within(0.1));
    // a shuffled partner keeps the axis and adds the other concepts' noise
    for (double gain : probe.partnerGains(DRAWS)) {
      assertThat(gain).isBetween(0.1, 0.9);
    }
    assertThat(probe.controlShare()).isCloseTo(1, within(1e-12));
  }

  /** The last concept's axis is taken out of the unembedding, and noise put in. */
  @Test
  void aConceptWithoutADirectionHasNoShare() {
    LatentData data = data(GRAPH, M - 1);
    LatentModel model = linear(data);
    SplittableRandom random = new SplittableRandom(2);
    for (int row = 0; row < data.tokens().length; row++) {
      model.unembedding.values()[row * M + M - 1] = 0;
      for (int i = 0; i < M; i++) {
        model.unembedding.values()[row * M + i] += 0.05 * random.nextGaussian();
      }
    }
    TableProbe probe = probe(data, model);

    assertThat(probe.controlShare()).isBetween(-0.3, 0.3);
    assertThat(probe.alignmentGain(M - 1)).isCloseTo(1, within(0.05));
    // contexts never know it, so that no margin is asked for
    assertThat(probe.marginGain(M - 1, DRAWS)).isCloseTo(1, within(0.15));
  }

  /** The mean over models, of which each has its own noise. */
  @Test
  void randomTablesGainNothing() {
    LatentData data = data(GRAPH, -1);
    int models = 40;
    double partners = 0;
    double alignment = 0;
    double share = 0;
    double odds = 0;
    for (int k = 0; k < models; k++) {
      TableProbe probe = probe(data, LatentModel.random(data, 8, 1, new SplittableRandom(100 + k)));
      partners += LatentMeasures.mean(probe.partnerGains(5)) / models;
      alignment += probe.alignmentGain(M) / models;
      share += probe.cosineShare(M, 5) / models;
      odds += probe.logOddsShare(M, 5) / models;
    }
    assertThat(partners).isCloseTo(0, within(0.03));
    assertThat(alignment).isCloseTo(0, within(0.05));
    // of 32 tokens, two random halves are not as unlike each other as the values of two concepts:
    // their directions have 1 / 31 in common besides the 1 / 8 of directions of 8 numbers
    assertThat(share).isCloseTo(Math.sqrt(1 / 8.0 / (1 / 8.0 + 1 / 31.0)), within(0.1));
    assertThat(odds).isCloseTo(1, within(0.1));
  }

  private static int bits(int code) {
    return IntStream.range(0, M).map(i -> (code >> i & 1) << TO[i]).sum();
  }

  private static int digits(int code) {
    return IntStream.range(0, M)
        .map(i -> LatentData.digit(code, i) * LatentData.power(TO[i]))
        .sum();
  }

  private static Dense moved(Dense table, int[] from, int[] to, IntUnaryOperator renamed) {
    Dense out = Dense.zeros(table.rows(), table.columns());
    for (int row = 0; row < table.rows(); row++) {
      int at = java.util.Arrays.binarySearch(to, renamed.applyAsInt(from[row]));
      System.arraycopy(
          table.values(),
          row * table.columns(),
          out.values(),
          at * table.columns(),
          table.columns());
    }
    return out;
  }

  /** Concept i is now called TO[i]; only what random tokens give may move. */
  @Test
  void namesOfConceptsMeanNothing() {
    LatentData data = data(GRAPH, -1);
    LatentModel model = LatentModel.random(data, 8, 1, new SplittableRandom(9));
    LatentModel renamed =
        new LatentModel(
            data,
            moved(model.embedding, data.contexts(), data.contexts(), TableProbeTest::digits),
            moved(model.unembedding, data.tokens(), data.tokens(), TableProbeTest::bits));
    TableProbe before = probe(data, model);
    TableProbe after = probe(data, renamed);
    int draws = 400;

    assertThat(after.alignmentGain(M)).isCloseTo(before.alignmentGain(M), within(1e-12));
    assertThat(after.cosineShare(M, draws)).isCloseTo(before.cosineShare(M, draws), within(0.05));
    assertThat(after.logOddsShare(M, draws)).isCloseTo(before.logOddsShare(M, draws), within(0.05));
    double[] gains = before.partnerGains(draws);
    double[] moved = after.partnerGains(draws);
    for (int i = 0; i < M; i++) {
      assertThat(moved[TO[i]]).isCloseTo(gains[i], within(0.03));
    }
    // and the seed decides alone
    assertThat(probe(data, model).partnerGains(3)).isEqualTo(probe(data, model).partnerGains(3));
  }

  @Test
  void trainingLearnsDirectionsAndIsMeasuredOnTheWay() {
    LatentOptions options =
        new LatentOptions(3, 3, 1, 1, false, LatentOptions.Optimizer.ADAM, .02, 600, .001);
    LatentStatistics found =
        LatentStatistics.train(options, random -> ConceptGraph.random(3, random), 4);

    // concepts that depend on each other share some of their directions
    assertThat(found.alignmentGain()).isBetween(0.3, 1.0);
    assertThat(found.marginGain()).isGreaterThan(0.8);
    assertThat(found.logOddsShare()).isLessThan(0.2);
    assertThat(found.learning()).isBetween(0.0, 1.0);
    assertThat(found.controlShare()).isNaN();
    assertThat(LatentStatistics.train(options, random -> ConceptGraph.random(3, random), 4))
        .isEqualTo(found);
  }
}
