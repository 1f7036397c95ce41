package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static probe.kind.Planted.axis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import probe.compare.Comparison;
import probe.compare.Outcome;
import probe.compare.Predictions;
import probe.compare.Row;
import probe.compare.Rung;
import probe.compare.Subject;
import probe.compare.Toys;
import probe.geometry.NullModels;
import probe.geometry.TokenPairs;
import probe.result.Analysis;
import probe.result.Concept;
import probe.result.Ledger;
import probe.result.RunDocument;
import probe.tensor.Matrix;

/** Predictions on an unembedding without any structure, and on one with planted structure. */
class ComparedStructureTest {
  private static final int CONCEPTS = 7;
  private static final int PAIRS = 12;
  private static final Toys TOYS = new Toys(2);

  private static final Probe LINEARITY =
      Fakes.probe(new LinearityKind(), "products: [euclidean]", "draws: 99", "bootstrap: 200");
  private static final Probe ORTHOGONALITY =
      Fakes.probe(new OrthogonalityKind(), "products: [euclidean]", "draws: 99");

  private static List<TokenPairs> pairs() {
    List<TokenPairs> out = new ArrayList<>();
    for (int i = 0; i < CONCEPTS; i++) {
      out.add(Planted.pairs("c" + i, 10 + 2 * PAIRS * i, PAIRS));
    }
    return out;
  }

  private static List<Row> compare(Matrix gamma, long seed) {
    List<Corpus.ConceptWords> words = pairs().stream().map(Fakes::concept).toList();
    Corpus corpus = Fakes.corpus(words.toArray(Corpus.ConceptWords[]::new));
    List<Analysis> analyses =
        List.of(
            LINEARITY.analyse(corpus, new FakeVectors(gamma), seed),
            ORTHOGONALITY.analyse(corpus, new FakeVectors(gamma), seed));
    List<Concept> concepts =
        words.stream()
            .map(
                w ->
                    new Concept(
                        w.name(),
                        w.words().from(),
                        w.words().to(),
                        "fake.yaml",
                        PAIRS,
                        PAIRS,
                        true,
                        List.of(),
                        List.of()))
            .toList();
    RunDocument document =
        new RunDocument(
            RunDocument.FORMAT,
            null,
            Map.of("seed", seed),
            Map.of(),
            null,
            concepts,
            analyses,
            Ledger.of(analyses, 0.05),
            Map.of());
    return Comparison.of(
        Predictions.named(List.of("A1", "A3")),
        TOYS,
        List.of(Subject.of("it", Rung.PRETRAINED, "here", document)),
        done -> {});
  }

  private static Outcome outcome(List<Row> rows, String id) {
    return rows.stream()
        .filter(row -> row.claim().id().equals(id))
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  @Test
  void plantedConceptsHold() {
    Planted planted = new Planted(1);
    List<TokenPairs> pairs = pairs();
    for (int i = 0; i < CONCEPTS; i++) {
      planted.pair(pairs.get(i), axis(i, 5), 0.5, 2 + i);
    }
    List<Row> rows = compare(planted.gamma(), 1);
    assertThat(outcome(rows, "A1")).isEqualTo(Outcome.HOLDS);
    assertThat(outcome(rows, "A3")).isEqualTo(Outcome.HOLDS);
  }

  @Test
  void conceptsWithOneDirectionForAllAreNotOrthogonal() {
    Planted planted = new Planted(1);
    List<TokenPairs> pairs = pairs();
    for (int i = 0; i < CONCEPTS; i++) {
      planted.pair(pairs.get(i), axis(0, 5), 0.5, 2 + i);
    }
    List<Row> rows = compare(planted.gamma(), 1);
    assertThat(outcome(rows, "A1")).isEqualTo(Outcome.HOLDS);
    assertThat(outcome(rows, "A3")).isEqualTo(Outcome.FAILS);
  }

  @Test
  void withoutStructureNothingHoldsMoreOftenThanIntervalsErr() {
    int models = 0;
    int parallel = 0;
    int orthogonal = 0;
    for (NullModels.Shape shape : NullModels.Shape.values()) {
      for (int seed = 1; seed <= 15; seed++) {
        List<Row> rows = compare(new Planted(shape, seed).gamma(), seed);
        models++;
        parallel += outcome(rows, "A1") == Outcome.HOLDS ? 1 : 0;
        orthogonal += outcome(rows, "A3") == Outcome.HOLDS ? 1 : 0;
      }
    }
    // one-sided 2.5 %: of 45, five or more have a chance of .5 %
    assertThat(models).isGreaterThanOrEqualTo(30);
    assertThat(parallel).isLessThanOrEqualTo(4);
    assertThat(orthogonal).isLessThanOrEqualTo(4);
  }
}
