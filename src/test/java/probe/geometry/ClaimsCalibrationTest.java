package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.tensor.Matrix;

/**
 * How often tests at 5 % reject in models without any concept: 600 models of each shape, in every
 * second of which the states of all contexts differ by one fixed vector; so 1,200 models with each
 * kind of states.
 *
 * <p>The tests are exact where words of a length bin are alike. Of 1,500 words in bins of 50 that
 * is nearly so in all shapes. Of 600 it is not where lengths differ by token: there the variance of
 * log-odds rejected .017 and the size of an off-target shift .015, all else .03 to .07.
 */
class ClaimsCalibrationTest {
  private static final int MODELS = 600;
  private static final int VOCABULARY = 1500;
  private static final int WIDTH = 24;
  private static final int DRAWS = 39;

  private static NullStates.Kind kind(long model) {
    return model % 2 == 0 ? NullStates.Kind.RANDOM : NullStates.Kind.CLASS_DIFFERENCE;
  }

  @Test
  void alignment() {
    check(
        (shape, m) -> {
          List<TokenPairs> words = NullModels.concepts(4, 10, VOCABULARY, m);
          List<ContextPairs> contexts =
              IntStream.range(0, 4)
                  .mapToObj(
                      k ->
                          NullStates.pairs(
                              kind(m), 8, WIDTH, words.get(k).from(), 7 * m + k + 1000))
                  .toList();
          Alignment found = Alignment.of(space(shape, m), contexts, words, DRAWS, 0, m);
          List<Double> p = new ArrayList<>();
          for (int k : new int[] {0, 3}) {
            AlignmentRow row = found.rows().get(k);
            p.add(NullStates.p(row.matching(), row.random()));
            p.add(NullStates.p(row.auc()[k], row.randomAuc()));
          }
          LabelTest labels = Objects.requireNonNull(found.labels());
          p.add(NullStates.p(labels.observed(), labels.draws()));
          return p;
        },
        "cosine of 0",
        "area of 0",
        "cosine of 3",
        "area of 3",
        "labels");
  }

  @Test
  void logOdds() {
    check(
        (shape, m) -> {
          TokenPairs words = NullModels.concepts(1, 12, VOCABULARY, m).getFirst();
          Space space = space(shape, m);
          double[][] states =
              NullStates.states(NullStates.pairs(kind(m), 8, WIDTH, new int[0], m + 1000));
          LogOdds found =
              LogOdds.of(
                  space,
                  ContextLogits.of(space, states, LogitHead.linear(WIDTH)),
                  IntStream.range(0, states.length).toArray(),
                  words,
                  DRAWS,
                  0,
                  m);
          return List.of(
              NullStates.pLess(found.components().within(), found.random()),
              NullStates.p(found.components().share(), found.randomShare()),
              NullStates.pLess(found.scaled(), found.randomScaled()));
        },
        "variance",
        "common share",
        "variance per length");
  }

  @Test
  void maxMargin() {
    check(
        (shape, m) -> {
          TokenPairs words = NullModels.concepts(1, 12, VOCABULARY, m).getFirst();
          ContextPairs contexts = NullStates.pairs(kind(m), 10, WIDTH, words.from(), m + 1000);
          MaxMargin found = MaxMargin.of(space(shape, m), contexts, words, DRAWS, 0, m);
          assertThat(found.separable()).isTrue();
          return List.of(
              NullStates.p(found.margin().statistic(), found.margin().random()),
              NullStates.p(found.means().statistic(), found.means().random()));
        },
        "largest margin",
        "difference of means");
  }

  @Test
  void intervention() {
    check(
        (shape, m) -> {
          List<TokenPairs> words = NullModels.concepts(3, 10, VOCABULARY, m);
          Intervention found =
              Intervention.of(
                  space(shape, m),
                  words.getFirst(),
                  words.subList(1, 3),
                  new Intervention.Steps(new double[0][], LogitHead.linear(WIDTH), new double[0]),
                  DRAWS,
                  0,
                  m);
          List<Double> p = new ArrayList<>();
          p.add(NullStates.p(found.statistic(), found.random()));
          for (OffTarget other : found.others()) {
            p.add(NullStates.p(other.size(), other.randomSize()));
            double[] draws = other.randomSigned().clone();
            java.util.Arrays.setAll(draws, b -> Math.abs(draws[b]));
            p.add(NullStates.p(Math.abs(other.signed()), draws));
          }
          return p;
        },
        "target",
        "size of 1",
        "signed of 1",
        "size of 2",
        "signed of 2");
  }

  private static Space space(NullModels.Shape shape, long model) {
    Matrix gamma = NullModels.unembedding(shape, VOCABULARY, WIDTH, model);
    return NullModels.space(gamma);
  }

  /** p-values of a model. */
  @FunctionalInterface
  private interface PValues {
    List<Double> of(NullModels.Shape shape, long model);
  }

  private static void check(PValues pValues, String... names) {
    List<boolean[]> fixed = new ArrayList<>();
    List<boolean[]> random = new ArrayList<>();
    for (NullModels.Shape shape : NullModels.Shape.values()) {
      List<boolean[]> rejected =
          IntStream.range(0, MODELS)
              .parallel()
              .mapToObj(m -> rejected(pValues.of(shape, m)))
              .toList();
      for (int m = 0; m < MODELS; m++) {
        (kind(m) == NullStates.Kind.RANDOM ? random : fixed).add(rejected.get(m));
      }
      inBand(rejected, shape.name(), names);
    }
    inBand(random, "random states", names);
    inBand(fixed, "states with a fixed difference", names);
  }

  private static boolean[] rejected(List<Double> p) {
    boolean[] out = new boolean[p.size()];
    for (int k = 0; k < out.length; k++) {
      out[k] = p.get(k) <= 0.05;
    }
    return out;
  }

  private static void inBand(List<boolean[]> rejected, String what, String... names) {
    for (int k = 0; k < names.length; k++) {
      double rate = NullStates.rate(rejected, k);
      assertThat(rate).as(names[k] + ", " + what).isBetween(0.02, 0.08);
    }
  }
}
