package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import probe.tensor.Matrix;

/** How often the tests of a hierarchy reject where they should not, and where they should. */
class HierarchyCalibrationTest {
  private static final int MODELS = 600;
  private static final int VOCABULARY = 600;
  private static final int DRAWS = 59;
  private static final int WORDS = 20;
  private static final int CHILDREN = 5;
  private static final int WIDTH = 32;
  // 95 % quantile of Student's t with WORDS - 1 degrees of freedom
  private static final double T = 1.729133;

  @ParameterizedTest
  @EnumSource
  void nullModels(NullModels.Shape shape) {
    boolean[][] rejected =
        models(
            m -> {
              Matrix gamma = NullModels.unembedding(shape, VOCABULARY, 24, m);
              WordGroups groups = Categories.groups("null", 4, 10, VOCABULARY, m + 1000L);
              Hierarchy found =
                  Hierarchy.of(NullModels.space(gamma), groups, List.of(), DRAWS, 0, m);
              return new boolean[] {
                p(found.children().get(0).shared(), found.random(), 0) <= 0.05,
                p(found.children().get(0).distinct(), found.dealt(), 0) <= 0.05
              };
            });

    assertThat(rate(rejected, 0)).as("shared").isBetween(0.02, 0.08);
    assertThat(rate(rejected, 1)).as("distinct").isBetween(0.02, 0.08);
  }

  /** A parent without distinct children: words of all children from one cloud. */
  @ParameterizedTest
  @EnumSource
  void oneCloudIsNotTwoCategories(NullModels.Shape shape) {
    boolean[][] rejected =
        models(
            m -> {
              Matrix gamma = NullModels.unembedding(shape, VOCABULARY, 24, m);
              WordGroups groups = Categories.groups("cloud", 4, 10, VOCABULARY, m + 1000L);
              double[][] means = Categories.hierarchy(24, 2, 0, 1, 1, 1, 1);
              Hierarchy found =
                  Hierarchy.of(
                      NullModels.space(Categories.planted(gamma, groups, means)),
                      groups,
                      List.of(),
                      DRAWS,
                      0,
                      m);
              return new boolean[] {
                p(found.children().get(0).shared(), found.random(), 0) <= 0.05,
                p(found.children().get(0).distinct(), found.dealt(), 0) <= 0.05
              };
            });

    assertThat(rate(rejected, 0)).as("shared").isGreaterThan(0.6);
    assertThat(rate(rejected, 1)).as("distinct").isBetween(0.02, 0.08);
  }

  @Test
  void aPlantedHierarchyIsFound() {
    // a parent of length 2 and as much of each child's own, in noise of sd 1 a dimension
    boolean[][] found = share(1, 2, 39);

    assertThat(rate(found, 0)).as("shared").isGreaterThan(0.8);
    assertThat(rate(found, 1)).as("distinct").isGreaterThan(0.9);
    assertThat(rate(found, 2)).as("share within .5 of 1").isGreaterThan(0.5);
    assertThat(rate(found, 3)).as("share below 1").isLessThan(0.08);
    assertThat(rate(found, 4)).as("share above 1").isLessThan(0.08);
  }

  @Test
  void unrelatedCategoriesShareNothing() {
    boolean[][] found = share(1, 0, 39);

    assertThat(rate(found, 0)).as("shared").isLessThan(0.08);
    assertThat(rate(found, 1)).as("distinct").isGreaterThan(0.9);
    assertThat(rate(found, 2)).as("share within .5 of 1").isLessThan(0.05);
  }

  @Test
  void aShareAtTheMarginIsSeldomCalledOne() {
    boolean[][] half = share(0.5, 2, 1);
    boolean[][] more = share(1.5, 2, 1);

    assertThat(rate(half, 2)).as("share .5 called within .5 of 1").isBetween(0.02, 0.08);
    assertThat(rate(more, 2)).as("share 1.5 called within .5 of 1").isLessThan(0.08);
    assertThat(rate(half, 3)).as("share .5 called below 1").isGreaterThan(0.6);
    assertThat(rate(more, 4)).as("share 1.5 called above 1").isGreaterThan(0.6);
  }

  @Test
  void aCosineAtTheMarginIsSeldomCalledSmallOrLarge() {
    // the cosine of (-p / 2 + own) with p, for |p| = |own|
    double margin = 1 / Math.sqrt(5);
    double[] t =
        IntStream.range(0, MODELS)
            .parallel()
            .mapToDouble(
                m -> {
                  TrueCosine cosine = measure(m, 0.5, 3, 3, 1).children().get(0).own().cosine();
                  return (cosine.value() + margin) / cosine.error();
                })
            .toArray();

    assertThat(Arrays.stream(t).filter(x -> x > T).count() / (double) MODELS)
        .as("called within the margin")
        .isLessThan(0.08);
    assertThat(Arrays.stream(t).filter(x -> x < -T).count() / (double) MODELS)
        .as("called beyond the margin")
        .isLessThan(0.08);
  }

  private static Hierarchy measure(long seed, double share, double parent, double own, int draws) {
    Matrix gamma = NullModels.unembedding(NullModels.Shape.ISOTROPIC, 2 * VOCABULARY, WIDTH, seed);
    WordGroups groups = Categories.groups("planted", CHILDREN, WORDS, 2 * VOCABULARY, seed + 1000L);
    double[][] means = Categories.hierarchy(WIDTH, parent, own, share, 1, 1, 1, 1);
    return Hierarchy.of(
        NullModels.space(Categories.planted(gamma, groups, means)),
        groups,
        List.of(),
        draws,
        0,
        seed);
  }

  /** Shared, distinct, within .5 of 1, below 1, above 1; for a child with {@code share}. */
  private static boolean[][] share(double share, double parent, int draws) {
    return models(
        m -> {
          Hierarchy found = measure(m, share, parent, 2, draws);
          Hierarchy.Child child = found.children().get(0);
          return new boolean[] {
            p(child.shared(), found.random(), 0) <= 0.05,
            p(child.distinct(), found.dealt(), 0) <= 0.05,
            child.own().t(0.5) > T && child.own().t(1.5) < -T,
            child.own().t(1) < -T,
            child.own().t(1) > T
          };
        });
  }

  private static boolean[][] models(java.util.function.IntFunction<boolean[]> test) {
    return IntStream.range(0, MODELS).parallel().mapToObj(test).toArray(boolean[][]::new);
  }

  private static double p(double observed, double[][] draws, int column) {
    return (1.0 + Arrays.stream(draws).filter(row -> row[column] >= observed).count())
        / (draws.length + 1);
  }

  private static double rate(boolean[][] rejected, int column) {
    return (double) Arrays.stream(rejected).filter(r -> r[column]).count() / rejected.length;
  }
}
