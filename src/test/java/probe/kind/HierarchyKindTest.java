package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static probe.kind.Planted.axis;
import static probe.kind.Planted.plus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;
import probe.tensor.Matrix;

class HierarchyKindTest {
  private static final int WORDS = 24;
  private static final double PARENT = 8;
  private static final double OWN = 4;
  private static final Probe PROBE =
      Fakes.probe(new HierarchyKind(), "products: [centred]", "draws: 199", "published-draws: 5");

  private static int[] words(int child) {
    return Fakes.tokens(100 + child * WORDS, WORDS);
  }

  /** Animals: dog, bird, fish, and so on, as many words as {@code counts} says each. */
  private static Corpus.CategoryTokens animals(int... counts) {
    Map<String, int[]> children = new LinkedHashMap<>();
    for (int c = 0; c < counts.length; c++) {
      children.put("child" + c, java.util.Arrays.copyOf(words(c), counts[c]));
    }
    return Fakes.category("animal", children);
  }

  /** A child has {@code share} times the parent and something of its own. */
  private static Matrix gamma(double... share) {
    Planted planted = new Planted(11);
    for (int c = 0; c < share.length; c++) {
      planted.add(words(c), plus(axis(0, PARENT * share[c]), axis(c + 1, OWN)));
    }
    return planted.gamma();
  }

  private static List<Finding> findings(Matrix gamma, Corpus.CategoryTokens... categories) {
    return analyse(gamma, categories).findings();
  }

  private static Analysis analyse(Matrix gamma, Corpus.CategoryTokens... categories) {
    return PROBE.analyse(
        Fakes.corpus(List.of(), List.of(), List.of(categories)), new FakeVectors(gamma), 1);
  }

  @Test
  void aHierarchyIsSupported() {
    Analysis analysis = analyse(gamma(1, 1, 1, 1), animals(WORDS, WORDS, WORDS, WORDS));
    assertThat(analysis.findings()).hasSize(4);
    for (Finding finding : analysis.findings()) {
      assertThat(finding.verdict()).as(finding.why()).isEqualTo(Verdict.SUPPORTED);
      assertThat(finding.tests())
          .extracting(HypothesisTest::name)
          .containsExactly("shared", "distinct", "equivalence");
      assertThat(finding.estimates().getFirst().value()).isBetween(0.8, 1.2);
    }
    assertThat(analysis.findings().getFirst().id()).isEqualTo("it/animal>child0/centred");
    assertThat(analysis.verdict()).isEqualTo(Verdict.SUPPORTED);
  }

  @Test
  void aChildThatHasTheParentByThirdsIsNot() {
    List<Finding> found = findings(gamma(1, 1, 1, 1 / 3.0), animals(WORDS, WORDS, WORDS, WORDS));
    Finding last = found.getLast();
    assertThat(last.verdict()).as(last.why()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(Objects.requireNonNull(last.estimates().getFirst().high())).isLessThan(0.75);
  }

  @Test
  void categoriesWithNothingInCommonAreNot() {
    List<Finding> found = findings(gamma(0, 0, 0, 0), animals(WORDS, WORDS, WORDS, WORDS));
    assertThat(found).hasSize(4).noneMatch(f -> f.verdict() == Verdict.SUPPORTED);
    // they are categories, only not of this parent
    assertThat(found).allMatch(f -> f.tests().get(1).p() == 1 / 200.0);
    assertThat(found).filteredOn(f -> f.tests().get(0).p() <= 0.05).hasSizeLessThan(3);
  }

  @Test
  void oneCloudOfWordsIsNoHierarchy() {
    Planted planted = new Planted(11);
    for (int c = 0; c < 4; c++) {
      planted.add(words(c), axis(0, PARENT));
    }
    List<Finding> found = findings(planted.gamma(), animals(WORDS, WORDS, WORDS, WORDS));
    assertThat(found).hasSize(4).allMatch(f -> f.verdict() == Verdict.CANNOT_TELL);
    assertThat(found).allMatch(f -> f.tests().get(0).p() == 1 / 200.0);
  }

  @Test
  void childrenWithFewWordsAndParentsWithFewChildrenAreNamed() {
    Matrix gamma = gamma(1, 1, 1, 1);
    List<Finding> some = findings(gamma, animals(WORDS, 3, WORDS, WORDS));
    assertThat(some).hasSize(4);
    assertThat(some.getLast().subject()).isEqualTo("child1");
    assertThat(some.getLast().tests()).isEmpty();
    assertThat(some.getLast().why())
        .isEqualTo(
            "3 of its words are single tokens; it takes 4 words in each of 3 children of a parent");
    Analysis none = analyse(gamma, animals(WORDS, 3, WORDS));
    assertThat(none.findings()).hasSize(3).allMatch(f -> f.tests().isEmpty());
    assertThat(none.verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void siblingsThatCancelHaveNoShare() {
    List<Finding> found = findings(gamma(1, 1, -1), animals(WORDS, WORDS, WORDS));
    Finding first = found.getFirst();
    assertThat(first.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(first.estimates().getFirst().low()).isNull();
    assertThat(first.estimates().getFirst().level()).isNull();
  }
}
