package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import probe.algebra.Dense;

/** Names of concepts and of their values mean nothing: a renamed model trains the same way. */
class LatentSymmetryTest {
  private static final int M = 3;
  private static final ConceptGraph GRAPH = ConceptGraph.random(M, new SplittableRandom(1));
  private static final int[] TO = {2, 0, 1};

  private static LatentOptions options(LatentOptions.Optimizer how) {
    double rate = how.defaultRate(M);
    return new LatentOptions(M, M, 1, 1, false, how, rate, 150, .3);
  }

  private static LatentOutcome plain(LatentOptions options) {
    LatentData data = LatentData.of(GRAPH, 1, 1, -1, new SplittableRandom(2));
    LatentModel model = LatentModel.random(data, M, .3, new SplittableRandom(3));
    return LatentToy.train(options, GRAPH, data, model, 1, step -> {});
  }

  /** The same from tables and probabilities that are moved to where their codes go. */
  private static LatentOutcome renamed(
      LatentOptions options, IntUnaryOperator token, IntUnaryOperator context) {
    LatentData before = LatentData.of(GRAPH, 1, 1, -1, new SplittableRandom(2));
    LatentModel model = LatentModel.random(before, M, .3, new SplittableRandom(3));
    double[] joint = new double[1 << M];
    for (int c = 0; c < joint.length; c++) {
      joint[token.applyAsInt(c)] = GRAPH.joint()[c];
    }
    ConceptGraph graph = new ConceptGraph(new int[M], joint);
    LatentData data = LatentData.of(graph, 1, 1, -1, new SplittableRandom(2));
    assertThat(data.floor()).isCloseTo(before.floor(), within(1e-12));
    LatentModel moved =
        new LatentModel(data, move(model.embedding, context), move(model.unembedding, token));
    return LatentToy.train(options, graph, data, moved, 1, step -> {});
  }

  private static Dense move(Dense table, IntUnaryOperator to) {
    Dense out = Dense.zeros(table.rows(), table.columns());
    for (int i = 0; i < table.rows(); i++) {
      System.arraycopy(
          table.row(i), 0, out.values(), to.applyAsInt(i) * table.columns(), table.columns());
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource(LatentOptions.Optimizer.class)
  void permutedConceptsHavePermutedResults(LatentOptions.Optimizer how) {
    LatentOptions options = options(how);
    LatentOutcome one = plain(options);
    LatentOutcome two =
        renamed(
            options,
            c -> IntStream.range(0, M).map(i -> (c >> i & 1) << TO[i]).sum(),
            d -> IntStream.range(0, M).map(i -> LatentData.digit(d, i) * power(TO[i])).sum());

    assertSame(one, two);
    for (int i = 0; i < M; i++) {
      LatentMeasures.Concept before = one.measures().concepts().get(i);
      LatentMeasures.Concept after = two.measures().concepts().get(TO[i]);
      assertThat(after.unembedding()).isCloseTo(before.unembedding(), within(1e-8));
      assertThat(after.embedding()).isCloseTo(before.embedding(), within(1e-8));
      assertThat(after.alignment()).isCloseTo(before.alignment(), within(1e-8));
      assertThat(after.length()).isCloseTo(before.length(), within(1e-8));
      for (int j = 0; j < i; j++) {
        LatentMeasures.Pair pair = pair(one, i, j);
        LatentMeasures.Pair moved = pair(two, TO[i], TO[j]);
        assertThat(moved.unembedding()).isCloseTo(pair.unembedding(), within(1e-8));
        assertThat(moved.cross()).isCloseTo(pair.cross(), within(1e-8));
        assertThat(phi(two, TO[i], TO[j])).isCloseTo(phi(one, i, j), within(1e-12));
      }
    }
    // the three concepts differ, so that to permute them is to do something
    assertThat(one.measures().concepts().get(0).unembedding())
        .isNotCloseTo(one.measures().concepts().get(2).unembedding(), within(1e-4));
  }

  @ParameterizedTest
  @EnumSource(LatentOptions.Optimizer.class)
  void flippedValuesChangeNothing(LatentOptions.Optimizer how) {
    LatentOptions options = options(how);
    LatentOutcome one = plain(options);
    // concept 1 says 1 for 0
    LatentOutcome two =
        renamed(
            options,
            c -> c ^ 0b010,
            d -> {
              int known = LatentData.digit(d, 1);
              return known == LatentData.UNKNOWN ? d : d + (1 - 2 * known) * power(1);
            });

    assertSame(one, two);
    for (int i = 0; i < M; i++) {
      LatentMeasures.Concept before = one.measures().concepts().get(i);
      LatentMeasures.Concept after = two.measures().concepts().get(i);
      assertThat(after.unembedding()).isCloseTo(before.unembedding(), within(1e-8));
      assertThat(after.alignment()).isCloseTo(before.alignment(), within(1e-8));
    }
    // its direction turns round, and so does its correlation with others
    assertThat(pair(two, 0, 1).unembedding())
        .isCloseTo(-pair(one, 0, 1).unembedding(), within(1e-8));
    assertThat(pair(two, 0, 2).unembedding())
        .isCloseTo(pair(one, 0, 2).unembedding(), within(1e-8));
    assertThat(phi(two, 0, 1)).isCloseTo(-phi(one, 0, 1), within(1e-12));
  }

  private static void assertSame(LatentOutcome one, LatentOutcome two) {
    for (LatentMeasure measure : LatentMeasure.values()) {
      assertThat(measure.of(two)).as(measure.key()).isCloseTo(measure.of(one), within(1e-7));
    }
    assertThat(two.curve()).hasSameSizeAs(one.curve());
    assertThat(one.excess()).isLessThan(one.curve().getFirst().excess() / 2);
  }

  private static int power(int concept) {
    return LatentData.power(concept);
  }

  private static LatentMeasures.Pair pair(LatentOutcome outcome, int i, int j) {
    return outcome.measures().pairs().stream()
        .filter(p -> p.first() == Math.min(i, j) && p.second() == Math.max(i, j))
        .findFirst()
        .orElseThrow();
  }

  private static double phi(LatentOutcome outcome, int i, int j) {
    return outcome.relations().stream()
        .filter(r -> r.first() == Math.min(i, j) && r.second() == Math.max(i, j))
        .findFirst()
        .orElseThrow()
        .correlation();
  }
}
