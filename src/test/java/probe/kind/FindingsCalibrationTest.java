package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import probe.geometry.NullModels;
import probe.geometry.TokenPairs;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;
import probe.stats.Seeds;

/**
 * How often whole probes find something in models without any concept: random unembeddings of four
 * shapes, and states that know nothing of them.
 *
 * <p>A test of a single finding rejects at 5 %. A verdict takes more than one test, or one and an
 * interval, after correction, so that it is rarer. Tests of equivalence have another null
 * hypothesis, that there is something, and are only held to be rare.
 *
 * <p>Measured: tests of single findings reject in 4.4 to 6.6 %, those of equivalence never;
 * supported are 1.5 % of the findings of max-margin, .5 % of alignment's, and .1 % or none of all
 * others.
 */
class FindingsCalibrationTest {
  private static final int MODELS = 400;
  private static final String FEW = "draws: 99";
  private static final String SOME = "bootstrap: 200";

  private static final List<Probe> PROBES =
      List.of(
          Fakes.probe(new LinearityKind(), "products: [euclidean]", FEW, SOME),
          Fakes.probe(new OrthogonalityKind(), "products: [euclidean]", FEW),
          Fakes.probe(new HierarchyKind(), "products: [centred]", FEW, "published-draws: 2"),
          Fakes.probe(
              new InterventionKind(),
              "products: [euclidean]",
              "alphas: [1]",
              "contexts: 1",
              FEW,
              SOME),
          Fakes.probe(new AlignmentKind(), "products: [euclidean]", FEW, SOME),
          Fakes.probe(new MaxMarginKind(), "products: [euclidean]", FEW, SOME),
          Fakes.probe(new AnalogyKind(), "products: [centred]", FEW, SOME),
          Fakes.probe(new LogOddsKind(), FEW, SOME));

  private static final int SLOW = 2;

  /** Three concepts, two of which have contexts, and a parent with four children. */
  private static Corpus corpus(long model) {
    List<TokenPairs> pairs = NullModels.concepts(3, 10, Planted.VOCABULARY, model);
    List<Corpus.ConceptWords> concepts = pairs.stream().map(Fakes::concept).toList();
    List<Corpus.ContextTokens> contexts = new ArrayList<>();
    for (int c = 0; c < 2; c++) {
      Corpus.ContextRow[] rows = new Corpus.ContextRow[8];
      for (int i = 0; i < rows.length; i++) {
        int number = 100 * c + 2 * i;
        rows[i] = Fakes.row("t" + i / 2, new int[] {-1 - number}, new int[] {-2 - number});
      }
      contexts.add(Fakes.contexts("contexts-" + c, pairs.get(c).name(), rows));
    }
    int[] words =
        new SplittableRandom(Seeds.of(model, "words"))
            .ints(0, Planted.VOCABULARY)
            .distinct()
            .limit(32)
            .toArray();
    Map<String, int[]> children = new LinkedHashMap<>();
    for (int c = 0; c < 4; c++) {
      children.put("child" + c, java.util.Arrays.copyOfRange(words, 8 * c, 8 * c + 8));
    }
    return Fakes.corpus(concepts, contexts, List.of(Fakes.category("parent", children)));
  }

  private static List<Analysis> analyses(int model) {
    NullModels.Shape[] shapes = NullModels.Shape.values();
    FakeVectors vectors =
        new FakeVectors(
            NullModels.unembedding(
                shapes[model % shapes.length], Planted.VOCABULARY, Planted.WIDTH, model),
            context -> {
              SplittableRandom random = new SplittableRandom(Seeds.of(model, context[0]));
              return IntStream.range(0, Planted.WIDTH)
                  .mapToDouble(j -> random.nextGaussian())
                  .toArray();
            },
            false);
    Corpus corpus = corpus(model);
    // the probes that come last take as long as all others, and are put to every second model
    int count = model / shapes.length % 2 == 0 ? PROBES.size() : PROBES.size() - SLOW;
    return PROBES.subList(0, count).stream().map(p -> p.analyse(corpus, vectors, model)).toList();
  }

  private static double share(Stream<Boolean> values) {
    return values.mapToInt(v -> v ? 1 : 0).average().orElse(Double.NaN);
  }

  @Test
  void whatIsNotThereIsRarelyFound() {
    List<Analysis> all =
        IntStream.range(0, MODELS)
            .parallel()
            .mapToObj(FindingsCalibrationTest::analyses)
            .flatMap(List::stream)
            .toList();
    Map<String, List<HypothesisTest>> tests = new TreeMap<>();
    Map<String, List<Finding>> findings = new TreeMap<>();
    for (Analysis analysis : all) {
      for (Finding finding : Verdicts.tested(analysis.findings())) {
        findings.computeIfAbsent(analysis.kind(), k -> new ArrayList<>()).add(finding);
        for (HypothesisTest test : finding.tests()) {
          tests
              .computeIfAbsent(analysis.kind() + ": " + test.name(), k -> new ArrayList<>())
              .add(test);
        }
      }
    }
    SoftAssertions softly = new SoftAssertions();
    findings.forEach(
        (kind, list) ->
            softly
                .assertThat(share(list.stream().map(f -> f.verdict() == Verdict.SUPPORTED)))
                .as("%s: supported of %d", kind, list.size())
                .isLessThanOrEqualTo(0.08));
    tests.forEach(
        (name, list) ->
            softly
                .assertThat(share(list.stream().map(t -> t.p() <= Verdicts.LEVEL)))
                .as("%s: rejected of %d", name, list.size())
                .isBetween(name.endsWith("equivalence") ? 0 : 0.02, 0.08));
    assertThat(findings.keySet()).hasSameSizeAs(PROBES);
    softly.assertAll();
  }
}
