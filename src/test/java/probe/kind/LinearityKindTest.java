package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static probe.kind.Planted.axis;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.geometry.TokenPairs;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;
import probe.tensor.Matrix;

class LinearityKindTest {
  private static final TokenPairs PAIRS = Planted.pairs("c", 100, 20);
  private static final Probe PROBE =
      Fakes.probe(new LinearityKind(), "products: [euclidean]", "draws: 199", "bootstrap: 400");

  private static Analysis analyse(Matrix gamma, TokenPairs... pairs) {
    return PROBE.analyse(
        Fakes.corpus(
            java.util.Arrays.stream(pairs).map(Fakes::concept).toArray(Corpus.ConceptWords[]::new)),
        new FakeVectors(gamma),
        1);
  }

  private static Finding only(Analysis analysis) {
    assertThat(analysis.findings()).hasSize(1);
    return analysis.findings().getFirst();
  }

  @Test
  void pairsThatDifferByOneVectorAreSupported() {
    Matrix gamma = new Planted(1).pair(PAIRS, axis(0, 3), 0.5, 2).gamma();
    Analysis analysis = analyse(gamma, PAIRS);
    Finding finding = only(analysis);
    assertThat(finding.id()).isEqualTo("it/c/euclidean");
    assertThat(finding.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(finding.tests())
        .extracting(HypothesisTest::name)
        .containsExactly("random pairs", "shuffled partners");
    assertThat(finding.tests()).allMatch(t -> t.p() == 1 / 200.0);
    // of a difference's squared length 9 is the common vector, 24 / 4 is noise
    Estimate cosine = finding.estimates().getFirst();
    assertThat(cosine.value()).isBetween(0.6, 0.85);
    assertThat(cosine.low()).isGreaterThan(0.5);
    assertThat(analysis.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(analysis.figures()).hasSize(1);
    assertThat(analysis.tables().getFirst().rows()).hasSize(1);
  }

  @Test
  void classesOfDifferentMeansAloneAreNot() {
    // second words have something in common, and which is whose partner does not matter
    Matrix gamma = new Planted(1).add(PAIRS.to(), axis(0, 6)).gamma();
    Finding finding = only(analyse(gamma, PAIRS));
    assertThat(finding.verdict()).isNotEqualTo(Verdict.SUPPORTED);
    assertThat(finding.tests().get(0).p()).isEqualTo(1 / 200.0);
    assertThat(finding.tests().get(1).p()).isGreaterThan(0.05);
    assertThat(finding.why()).contains("the classes differ in their means");
  }

  @Test
  void aGainThatIsSurelySmallIsNotSupported() {
    // nearly parallel whoever is the partner of whom, so that there is nothing to gain
    Matrix gamma =
        new Planted(1).add(PAIRS.from(), axis(0, -60)).add(PAIRS.to(), axis(0, 60)).gamma();
    Finding finding = only(analyse(gamma, PAIRS));
    assertThat(finding.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(finding.why()).contains("; gain at most 0.0");
  }

  @Test
  void nothingIsFoundWhereNothingIs() {
    Finding finding = only(analyse(new Planted(3).gamma(), PAIRS));
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.tests()).allMatch(t -> t.p() > 0.05);
    assertThat(finding.estimates().getFirst().value()).isBetween(-0.15, 0.15);
  }

  @Test
  void bothTestsAreCorrectedOverTheConceptsOfAProduct() {
    TokenPairs few = Planted.pairs("few", 400, 3);
    Analysis analysis =
        analyse(new Planted(3).gamma(), PAIRS, few, Planted.pairs("other", 200, 20));
    Finding untested = analysis.findings().get(1);
    assertThat(untested.tests()).isEmpty();
    assertThat(untested.why())
        .isEqualTo("3 of 3 word pairs are single tokens; the test needs 4 that share no words");
    for (int f : new int[] {0, 2}) {
      assertThat(analysis.findings().get(f).tests())
          .extracting(HypothesisTest::correction)
          .containsOnly("Benjamini-Hochberg over 2 concepts");
    }
    assertThat(analysis.summary()).endsWith("; 1 more could not be tested.");
  }

  @Test
  void pairsThatAllHangTogetherHaveNoInterval() {
    // one two, two three, three four, ...
    TokenPairs chain =
        new TokenPairs("numbers", Fakes.tokens(50, 9), IntStream.range(51, 60).toArray());
    Finding finding = only(analyse(new Planted(3).gamma(), chain));
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.tests()).hasSize(2);
    assertThat(finding.estimates())
        .hasSize(2)
        .allMatch(e -> e.low() == null && e.high() == null && e.level() == null);
  }

  @Test
  void wordsWithoutOtherPartnersAreNotShuffled() {
    // every first word is also the second word of every other pair but one: no other order
    TokenPairs swapped =
        new TokenPairs("swapped", new int[] {1, 1, 1, 1, 1, 1}, new int[] {2, 3, 4, 5, 6, 7});
    Finding finding = only(analyse(new Planted(3).gamma(), swapped));
    // pairs with the same first word are never held against each other
    assertThat(finding.tests()).isEmpty();
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void theCentredProductIsNotCountedTwice() {
    Probe all = Fakes.probe(new LinearityKind(), "draws: 99", "bootstrap: 200");
    Analysis analysis =
        all.analyse(Fakes.corpus(Fakes.concept(PAIRS)), new FakeVectors(new Planted(3).gamma()), 1);
    assertThat(analysis.findings())
        .extracting(Finding::id)
        .containsExactly("it/c/euclidean", "it/c/causal");
    assertThat(analysis.notes()).anyMatch(n -> n.startsWith("Centred: the mean"));
  }

  @Test
  void aProductThatIsNotDefinedIsNoted() {
    Probe causal = Fakes.probe(new LinearityKind(), "products: [causal]");
    Analysis analysis =
        causal.analyse(
            Fakes.corpus(Fakes.concept(PAIRS)),
            new FakeVectors(new Planted(3).gamma(), c -> new double[0], true),
            1);
    assertThat(analysis.findings()).isEmpty();
    assertThat(analysis.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(analysis.notes()).isEqualTo(List.of("No causal product: it is singular."));
  }

  @Test
  void theSeedDecidesAlone() {
    Matrix gamma = new Planted(3).gamma();
    Corpus corpus = Fakes.corpus(Fakes.concept(PAIRS));
    assertThat(PROBE.analyse(corpus, new FakeVectors(gamma), 5))
        .isEqualTo(PROBE.analyse(corpus, new FakeVectors(gamma), 5))
        .isNotEqualTo(PROBE.analyse(corpus, new FakeVectors(gamma), 6));
  }
}
