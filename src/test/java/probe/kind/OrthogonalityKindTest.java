package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static probe.kind.Planted.axis;
import static probe.kind.Planted.plus;

import java.util.List;
import org.junit.jupiter.api.Test;
import probe.geometry.Orthogonality;
import probe.geometry.TokenPairs;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.Verdict;
import probe.tensor.Matrix;

/** Verdicts on concepts whose directions were written into the rows. */
class OrthogonalityKindTest {
  private static final int PAIRS = 24;
  private static final TokenPairs A = Planted.pairs("a", 100, PAIRS);
  private static final TokenPairs B = Planted.pairs("b", 200, PAIRS);
  private static final TokenPairs C = Planted.pairs("c", 300, PAIRS);
  private static final Probe PROBE =
      Fakes.probe(new OrthogonalityKind(), "products: [euclidean]", "margin: 0.5", "draws: 199");

  /** Second words of each concept with a vector of their own. */
  private static Matrix gamma(double[] a, double[] b, double[] c) {
    return new Planted(7).add(A.to(), a).add(B.to(), b).add(C.to(), c).gamma();
  }

  private static final Matrix NOTHING = new Planted(7).gamma();

  /** a and b are orthogonal, c is like b. */
  private static final Matrix PLANTED = gamma(axis(0, 8), axis(1, 8), plus(axis(1, 7), axis(2, 4)));

  private static OrthogonalityVerdicts verdicts(Matrix gamma, List<Corpus.ConceptWords> concepts) {
    Orthogonality measured =
        Orthogonality.of(
            new FakeVectors(gamma).space(Vectors.EUCLIDEAN).orElseThrow(),
            concepts.stream().map(Corpus.ConceptWords::tokens).toList(),
            199,
            1);
    return new OrthogonalityVerdicts("it", measured, concepts, 0.5, 1);
  }

  private static Finding find(List<Finding> findings, String subject) {
    return findings.stream().filter(f -> f.subject().equals(subject)).findFirst().orElseThrow();
  }

  @Test
  void withoutACommonValue() {
    OrthogonalityVerdicts verdicts =
        verdicts(PLANTED, List.of(Fakes.concept(A), Fakes.concept(B), Fakes.concept(C)));
    assertThat(verdicts.controls()).isEmpty();
    assertThat(verdicts.claims()).hasSize(3);
    Finding orthogonal = find(verdicts.claims(), "a + b");
    assertThat(orthogonal.verdict()).as(orthogonal.why()).isEqualTo(Verdict.SUPPORTED);
    assertThat(orthogonal.claim()).isEqualTo("a and b are orthogonal (euclidean product)");
    assertThat(orthogonal.id()).isEqualTo("it/a+b/euclidean");
    Finding alike = find(verdicts.claims(), "b + c");
    assertThat(alike.verdict()).as(alike.why()).isEqualTo(Verdict.NOT_SUPPORTED);
    // cos = 7 / sqrt(65)
    assertThat(alike.estimates().get(1).low()).isLessThan(0.868);
    assertThat(alike.estimates().get(1).high()).isGreaterThan(0.868);
    assertThat(find(verdicts.claims(), "a + c").verdict()).isEqualTo(Verdict.SUPPORTED);
  }

  @Test
  void controlsShareAValueAndAreSeenNotToBeOrthogonal() {
    OrthogonalityVerdicts verdicts =
        verdicts(
            PLANTED,
            List.of(
                Fakes.concept(A, "base", "past"),
                Fakes.concept(B, "base", "ing"),
                Fakes.concept(C, "ing", "past")));
    assertThat(verdicts.claims()).isEmpty();
    assertThat(find(verdicts.controls(), "b + c").verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(find(verdicts.controls(), "b + c").claim())
        .isEqualTo("b and c share a value and are seen not to be orthogonal (euclidean product)");
    // a control that fails
    assertThat(find(verdicts.controls(), "a + b").verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
  }

  @Test
  void withoutDirectionsThereIsNoAngle() {
    OrthogonalityVerdicts verdicts =
        verdicts(
            NOTHING, List.of(Fakes.concept(A), Fakes.concept(B), Fakes.concept(C, "a from", "x")));
    assertThat(verdicts.claims()).hasSize(2);
    assertThat(verdicts.controls()).hasSize(1);
    assertThat(verdicts.claims()).allMatch(f -> f.verdict() == Verdict.CANNOT_TELL);
    assertThat(verdicts.controls()).allMatch(f -> f.verdict() == Verdict.CANNOT_TELL);
  }

  @Test
  void aMethodWhoseControlsFailHasNothingToSay() {
    Corpus.ConceptWords a = Fakes.concept(A);
    Corpus.ConceptWords b = Fakes.concept(B, "base", "ing");
    Corpus.ConceptWords c = Fakes.concept(C, "base", "past");
    Analysis held = analyse(PLANTED, a, b, c);
    assertThat(held.verdict()).as(held.summary()).isEqualTo(Verdict.SUPPORTED);
    assertThat(held.summary())
        .contains("2 of 2 orthogonal supported", "1 of 1 found not orthogonal, 0 wrongly");
    Analysis failed = analyse(gamma(axis(0, 8), axis(1, 8), axis(2, 8)), a, b, c);
    assertThat(failed.summary())
        .contains("2 of 2 orthogonal supported", "0 of 1 found not orthogonal, 1 wrongly");
    assertThat(failed.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    // and so has one without controls
    assertThat(analyse(PLANTED, a, b).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  private static Analysis analyse(Matrix gamma, Corpus.ConceptWords... concepts) {
    return PROBE.analyse(Fakes.corpus(concepts), new FakeVectors(gamma), 1);
  }

  @Test
  void theRandomMetricIsAControlAndNoClaim() {
    Probe both =
        Fakes.probe(new OrthogonalityKind(), "products: [euclidean, random-metric]", "draws: 99");
    Analysis analysis =
        both.analyse(Fakes.corpus(Fakes.concept(A), Fakes.concept(B)), new FakeVectors(PLANTED), 1);
    assertThat(analysis.findings()).extracting(Finding::id).containsExactly("it/a+b/euclidean");
    assertThat(analysis.figures()).hasSize(2);
    assertThat(analysis.tables()).hasSize(2);
  }

  @Test
  void oneConceptIsTooFew() {
    Analysis analysis = analyse(PLANTED, Fakes.concept(A));
    assertThat(analysis.findings()).isEmpty();
    assertThat(analysis.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(analysis.summary())
        .isEqualTo("1 of the concepts have enough word pairs in this vocabulary; it takes two.");
  }
}
