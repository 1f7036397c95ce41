package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.tensor.Matrix;

class HierarchyTest {
  /** The inputs of the reference values. */
  private static double[][] rows(int from, int to, int d) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                IntStream.range(0, d)
                    .mapToDouble(
                        j -> Math.sin(1 + 2.3 * i + 0.7 * j + 0.11 * i * j) + (j == 0 ? 0.5 : 0))
                    .toArray())
        .toArray(double[][]::new);
  }

  private static Space noise(int vocabulary, int width, WordGroups groups, double[][] means) {
    Matrix gamma =
        NullModels.unembedding(NullModels.Shape.ISOTROPIC, vocabulary, width, groups.size());
    return NullModels.space(Categories.planted(gamma, groups, means));
  }

  private static WordGroups part(WordGroups all, String name, int from, int to) {
    return new WordGroups(
        name, all.children().subList(from, to), Arrays.copyOfRange(all.tokens(), from, to));
  }

  @Test
  void categoryVectorsAreThoseOfScikitLearn() {
    // scikit-learn 1.9.1, numpy 2.4.6: c, _ = ledoit_wolf(X); m = X.mean(0);
    // g = pinv(c) @ m; g /= norm(g); (g @ m) * g
    assertThat(Objects.requireNonNull(CategoryVector.of(rows(0, 6, 12))))
        .containsExactly(
            new double[] {
              0.3255855076550882,
              -0.13906558921549228,
              0.13021969682715404,
              0.14419983908861367,
              0.02020255071428357,
              -0.020231341246298405,
              0.030082425291820793,
              0.034476402246005025,
              -0.026347207145788767,
              -0.040750078232185356,
              0.010408128254352717,
              -0.0015206018832491697
            },
            within(1e-12));
    assertThat(Objects.requireNonNull(CategoryVector.of(rows(0, 9, 4))))
        .containsExactly(
            new double[] {
              0.4564609497029537, -0.09453139194438596, 0.14589530092046127, 0.07954021072134346
            },
            within(1e-12));
    // and norm-one cosines of (child - parent) with parent
    assertThat(
            Hierarchy.published(new double[][][] {rows(0, 4, 10), rows(4, 9, 10), rows(9, 14, 10)}))
        .containsExactly(
            new double[] {-0.2218209046810385, -0.702311538059677, -0.7691676596861502},
            within(1e-11));
  }

  @Test
  void aCategoryVectorScalesWithItsWordsAndIsUndefinedForTwo() {
    double[][] rows = rows(0, 6, 12);
    double[] once = Objects.requireNonNull(CategoryVector.of(rows));
    double[][] twice =
        Arrays.stream(rows)
            .map(r -> Arrays.stream(r).map(x -> 2 * x).toArray())
            .toArray(double[][]::new);

    assertThat(Objects.requireNonNull(CategoryVector.of(twice)))
        .containsExactly(Arrays.stream(once).map(x -> 2 * x).toArray(), within(1e-12));
    assertThat(CategoryVector.of(rows(0, 2, 12))).isNull();
    assertThat(CategoryVector.cosine(null, once)).isNaN();
    assertThatThrownBy(() -> CategoryVector.solve(new double[][] {{-1}}, new double[] {1}))
        .hasMessage("a matrix with pivot 0 of -1.0 is not positive definite");
  }

  @Test
  void leavingAWordOutIsWorkingItOutWithoutIt() {
    double[][][] groups = {rows(0, 5, 7), rows(5, 9, 7)};
    double[][] less = {groups[1][0], groups[1][1], groups[1][3]};

    double[][] found = MeanProducts.of(groups).without(1, 2);

    double[][] expected = MeanProducts.of(new double[][][] {groups[0], less}).table();
    for (int a = 0; a < 2; a++) {
      assertThat(found[a]).containsExactly(expected[a], within(1e-12));
    }
  }

  @Test
  void sharesAreThoseOfAnIndependentComputation() {
    // numpy 2.4.6, every product and every left-out word by itself
    double[][][] groups = {rows(0, 4, 10), rows(4, 9, 10), rows(9, 14, 10)};
    for (int g = 0; g < 3; g++) {
      for (double[] row : groups[g]) {
        row[0] += 1;
        row[g + 1] += 1;
      }
    }

    ParentShare share =
        ParentShare.of("parent", groups[0], new double[][][] {groups[1], groups[2]});

    assertThat(share.product()).isCloseTo(2.409363194003184, within(1e-12));
    assertThat(share.square()).isCloseTo(1.913521191552862, within(1e-12));
    assertThat(share.cosine().value()).isCloseTo(1.0434289359060458, within(1e-12));
    assertThat(share.productVariance()).isCloseTo(0.5838285349460144, within(1e-12));
    assertThat(share.squareVariance()).isCloseTo(0.17992268954106552, within(1e-12));
    assertThat(share.covariance()).isCloseTo(-0.01412728876003865, within(1e-12));
    assertThat(share.cosine().error()).as("undefined without some word").isNaN();
    assertThat(share.freedom()).isEqualTo(3);
  }

  @Test
  void aChildThatIsItsParentPlusSomethingOrthogonalHasShareOne() {
    double[][][] groups = new double[4][5][6];
    double[][] means = Categories.hierarchy(6, 3, 2, 1, 1, 1, 0.5);
    for (int c = 0; c < 4; c++) {
      Arrays.fill(groups[c], means[c]);
    }

    ParentShare whole = ParentShare.of("p", groups[0], new double[][][] {groups[1], groups[2]});
    ParentShare half = ParentShare.of("p", groups[3], new double[][][] {groups[1], groups[2]});

    assertThat(whole.share()).isCloseTo(1, within(1e-12));
    assertThat(whole.cosine().value()).isCloseTo(0, within(1e-12));
    assertThat(half.share()).isCloseTo(0.5, within(1e-12));
    assertThat(half.cosine().value()).isCloseTo(-1.5 / Math.sqrt(1.5 * 1.5 + 4), within(1e-12));
  }

  @Test
  void thePublishedNumberIsSmallForRandomWordsAndForUnrelatedCategories() {
    WordGroups all = Categories.groups("random", 10, 20, 600, 3);
    WordGroups parent = part(all, "one", 0, 5);
    WordGroups other = part(all, "other", 5, 10);
    Space random = noise(600, 1024, all, new double[10][1024]);
    Space unrelated =
        noise(600, 1024, all, Categories.hierarchy(1024, 0, 8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));

    for (Space space : List.of(random, unrelated)) {
      Hierarchy found = Hierarchy.of(space, parent, List.of(other), 19, 5, 1);
      for (Hierarchy.Child child : found.children()) {
        // looks orthogonal, and looks different from another parent
        assertThat(child.published()).isBetween(-0.1, 0.1);
        assertThat(child.otherPublished()[0]).isLessThan(-0.3);
        // and shares nothing with its siblings
        assertThat(child.shared()).isBetween(-0.15, 0.15);
      }
      for (double[] draw : found.randomPublished()) {
        assertThat(draw).hasSize(5);
        assertThat(Arrays.stream(draw).map(Math::abs).max().orElseThrow()).isLessThan(0.15);
      }
    }
  }

  @Test
  void anotherParentHasShareZeroUnlessTheSpaceIsNotCentred() {
    int d = 64;
    WordGroups all = Categories.groups("word", 8, 30, 600, 4);
    double[][] means = Categories.hierarchy(d, 4, 2, 1, 1, 1, 1, 0, 0, 0, 0);
    for (int c = 4; c < 8; c++) {
      means[c][20] = 4;
    }
    WordGroups one = part(all, "one", 0, 4);
    WordGroups two = part(all, "two", 4, 8);

    Hierarchy centred = Hierarchy.of(noise(600, d, all, means), one, List.of(two), 99, 0, 1);
    for (double[] mean : means) {
      mean[60] = 20;
    }
    Hierarchy raw = Hierarchy.of(noise(600, d, all, means), one, List.of(two), 99, 0, 1);

    assertThat(centred.others()).containsExactly("two");
    for (Hierarchy.Child child : centred.children()) {
      assertThat(child.own().share()).isBetween(0.7, 1.4);
      assertThat(child.other().getFirst().share()).isBetween(-0.3, 0.3);
      assertThat(child.other().getFirst().cosine().value()).isLessThan(-0.5);
    }
    for (Hierarchy.Child child : raw.children()) {
      assertThat(child.other().getFirst().share()).isBetween(0.8, 1.2);
    }
  }

  @Test
  void distinctIsTheCosineWithinAChildLessThatBetweenChildren() {
    double[][] cosines = {
      {1, 0.9, 0.1, 0.2}, {0.9, 1, 0.3, 0.4}, {0.1, 0.3, 1, 0.5}, {0.2, 0.4, 0.5, 1}
    };

    assertThat(Hierarchy.distinct(cosines, new int[] {0, 0, 1, 1}, 2))
        .containsExactly(new double[] {0.9 - 0.25, 0.5 - 0.25}, within(1e-15));
    assertThat(Hierarchy.distinct(cosines, new int[] {0, 1, 0, 1}, 2))
        .containsExactly(new double[] {0.1 - 0.475, 0.4 - 0.475}, within(1e-15));
  }

  @Test
  void childrenWithFewWordsAreNamedAndTooFewChildrenAreRefused() {
    WordGroups groups =
        new WordGroups(
            "animal",
            List.of("dog", "cat", "bird", "fish"),
            new int[][] {{0, 1, 2, 3}, {4, 5}, {6, 7, 8, 9, 10}, {11, 12, 13, 14}});
    WordGroups overlap =
        new WordGroups(
            "plant", List.of("tree", "herb"), new int[][] {{0, 1, 20, 21}, {30, 31, 32, 33}});
    Space space = noise(100, 16, groups, new double[4][16]);

    Hierarchy found = Hierarchy.of(space, groups, List.of(overlap), 9, 2, 1);

    assertThat(found.skipped()).containsExactly("cat");
    assertThat(found.others()).as("too small without the words in common").isEmpty();
    assertThat(found.children()).extracting(Hierarchy.Child::words).containsExactly(4, 5, 4);
    assertThatThrownBy(() -> Hierarchy.of(space, part(groups, "animal", 0, 3), List.of(), 9, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("animal: a hierarchy needs at least 3 children with 4 words, got 2");
    assertThatThrownBy(() -> ParentShare.of("p", rows(0, 4, 3), new double[][][] {rows(4, 8, 3)}))
        .hasMessage("p: a parent needs at least 2 other children, got 1");
    assertThatThrownBy(
            () ->
                ParentShare.of("p", rows(0, 3, 3), new double[][][] {rows(4, 8, 3), rows(4, 8, 3)}))
        .hasMessage("p: group 0 needs at least 4 words, got 3");
  }

  @Test
  void aWordOfTwoChildrenIsRefused() {
    assertThatThrownBy(
            () -> new WordGroups("animal", List.of("dog", "cat"), new int[][] {{1, 2}, {3, 1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("animal: token 1 of cat stands twice: the children's words must differ");
    assertThatThrownBy(() -> new WordGroups("animal", List.of("dog"), new int[][] {{1}, {3}}))
        .hasMessage("animal: 1 names of children, 2 lists of words");
  }

  @Test
  void theSameSeedGivesTheSameDraws() {
    WordGroups groups = Categories.groups("word", 4, 6, 200, 9);
    Space space = noise(200, 8, groups, new double[4][8]);

    Hierarchy once = Hierarchy.of(space, groups, List.of(), 20, 5, 7);
    Hierarchy again = Hierarchy.of(space, groups, List.of(), 20, 5, 7);

    assertThat(again.random()).isDeepEqualTo(once.random());
    assertThat(again.dealt()).isDeepEqualTo(once.dealt());
    assertThat(again.randomPublished()).isDeepEqualTo(once.randomPublished());
  }
}
