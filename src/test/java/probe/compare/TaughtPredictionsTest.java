package probe.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static probe.compare.ConceptPredictionsTest.same;
import static probe.compare.Documents.SCORES;
import static probe.compare.Documents.TOLD;
import static probe.compare.Documents.analysis;
import static probe.compare.Documents.estimate;
import static probe.compare.Documents.made;
import static probe.compare.Documents.model;
import static probe.compare.Documents.ocr;
import static probe.compare.Documents.rank;
import static probe.compare.Documents.root;
import static probe.compare.Documents.row;
import static probe.compare.Documents.run;
import static probe.compare.Documents.table;
import static probe.compare.Documents.value;
import static probe.compare.Documents.why;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.Table;
import probe.result.Verdict;
import probe.stats.Interval;
import probe.stats.Mover;
import probe.tune.Method;

/** Predictions about what is inferred from facts that a model was taught. */
class TaughtPredictionsTest {
  private static final int CLASSES = 5;
  private static final int SEEDS = 3;

  private static Interval cells(double value, double low, double high) {
    return new Interval(value, low, high, Theory.LEVEL, CLASSES * SEEDS, 0, "");
  }

  private static List<@Nullable Object> score(
      String set, @Nullable String arm, double value, @Nullable Double low, @Nullable Double high) {
    return row(set, arm, value, low, high, CLASSES, SEEDS);
  }

  @SafeVarargs
  private static Table scores(List<@Nullable Object>... rows) {
    return table("scores", SCORES, rows);
  }

  private static Table spurious(double value, double low, double high) {
    return scores(score("code", "spurious", value, low, high), score("all", null, 0.1, 0.05, 0.15));
  }

  private static List<@Nullable Object> told(
      String set, String arm, String pairing, int told, double value, double low, double high) {
    return row(set, arm, pairing, told, value, low, high, CLASSES, SEEDS);
  }

  @SafeVarargs
  private static Table told(List<@Nullable Object>... rows) {
    return table("training-implications", TOLD, rows);
  }

  private static Subject taught(Analysis... analyses) {
    return model(run(List.of(), analyses));
  }

  // ---- B1

  @Test
  void oneImplicationIsHeldAgainstNone() {
    Table table =
        told(
            told("city", "counterfactual", "counterfactual", 0, 0.05, -0.05, 0.1),
            told("city", "counterfactual", "counterfactual", 1, 0.6, 0.5, 0.8),
            told("city", "counterfactual", "counterfactual", 2, 0.9, 0.85, 0.95),
            told("city", "shuffled", "counterfactual", 1, 0.4, 0.3, 0.5),
            told("city", "true", "true", 0, 0.0, -0.1, 0.1),
            told("city", "true", "true", 1, 1.0, 0.9, 1.1),
            told("code", "spurious", "spurious", 0, 0.0, -0.1, 0.1),
            told("code", "spurious", "spurious", 1, 0.3, 0.1, 0.4),
            told("sport", "spurious", "spurious", 1, 0.9, 0.8, 1.0));

    Measured.Value found = value("B1", taught(ocr("full", table)));

    // .6 - .05 and .3 - 0, whose lower ends are those of one and the upper ones of none
    double below = root(root(0.1, 0.05), root(0.2, 0.1)) / 2;
    double above = root(root(0.2, 0.1), root(0.1, 0.1)) / 2;
    same(found.interval(), made((0.55 + 0.3) / 2, below, above, 4 * CLASSES * SEEDS));
    assertThat(found.where()).isEqualTo("run-0, ocr, training-implications");
    assertThat(found.notes())
        .containsExactly("taught with --method full", "city/counterfactual, code/spurious");
  }

  @Test
  void withoutBothNumbersOneImplicationIsUntested() {
    String missing = "no fact set was taught with none and with one training implication; ";
    assertThat(why("B1", model(run(List.of())))).startsWith(missing);
    Table one =
        told(
            told("city", "spurious", "spurious", 1, 0.6, 0.5, 0.8),
            told("code", "spurious", "spurious", 0, 0.0, -0.1, 0.1));
    assertThat(why("B1", taught(ocr("full", one)))).startsWith(missing);
    assertThat(why("B1", taught(ocr("prompt", one)))).startsWith(missing);
    // a number without an interval, of one class and seed
    Table bare =
        told(
            row("city", "spurious", "spurious", 0, 0.0, null, null, 1, 1),
            row("city", "spurious", "spurious", 1, 0.5, null, null, 1, 1));
    assertThat(why("B1", taught(ocr("full", bare)))).startsWith(missing);
  }

  @Test
  void wholeModelsComeBeforeAdapters() {
    Table weak =
        told(
            told("city", "spurious", "spurious", 0, 0, -0.1, 0.1),
            told("city", "spurious", "spurious", 1, 0.2, 0.1, 0.3));
    Table strong =
        told(
            told("city", "spurious", "spurious", 0, 0, -0.1, 0.1),
            told("city", "spurious", "spurious", 1, 0.8, 0.7, 0.9));
    Subject both = model(run(List.of(), ocr("lora", weak)), run(List.of(), ocr("full", strong)));

    assertThat(value("B1", both).interval().estimate()).isCloseTo(0.8, within(1e-12));
    assertThat(value("B1", both).where()).startsWith("run-1, ocr");
    assertThat(value("B1", taught(ocr("lora", weak))).notes())
        .contains("taught with --method lora");
  }

  // ---- B3

  @Test
  void madeUpPairingsAreAShareOfTrueOnes() {
    Table table =
        scores(
            score("city", "true", 0.8, 0.7, 0.9),
            score("city", "counterfactual", 0.5, 0.4, 0.7),
            score("code", "spurious", 0.7, 0.6, 0.8),
            score("sport", "spurious", 0.3, null, null),
            score("all", null, 0.1, 0.0, 0.2));

    Measured.Value found = value("B3", taught(ocr("full", table)));

    Interval madeUp = made(0.6, root(0.1, 0.1) / 2, root(0.2, 0.1) / 2, 2 * CLASSES * SEEDS);
    same(found.interval(), Mover.ratio(madeUp, cells(0.8, 0.7, 0.9)));
    assertThat(found.interval().estimate()).isCloseTo(0.75, within(1e-12));
    assertThat(found.notes().getLast()).startsWith("2 made-up associations, 1 true");
  }

  @Test
  void withoutBothPairingsTheShareIsUntested() {
    assertThat(why("B3", taught(ocr("full", spurious(0.5, 0.4, 0.6)))))
        .startsWith("no run taught a true and a made-up pairing; ");
  }

  /** Transfer of true pairings that may be 0 leaves no ratio, and nothing can be told. */
  @Test
  void aShareOfNothingHasNoInterval() {
    Table table =
        scores(score("city", "true", 0.1, -0.1, 0.3), score("code", "spurious", 0.5, 0.4, 0.6));
    Measured.Value found = value("B3", taught(ocr("full", table)));
    assertThat(found.interval().defined()).isFalse();
    Row row = Row.of(Documents.prediction("B3").claim(), taught(), Theory.exact(1, "toy"), found);
    assertThat(row.outcome()).isEqualTo(Outcome.CANNOT_TELL);
  }

  // ---- B4

  private static Analysis inside(String method, Finding... findings) {
    return analysis("ocr-inside", Map.of("--method", method), List.of(findings), List.of());
  }

  private static Finding ranks(String association, Estimate... estimates) {
    return new Finding(
        "ocr-inside/" + association + "/rank-tells-rule",
        "claim",
        association,
        Verdict.CANNOT_TELL,
        "why",
        List.of(estimates),
        List.of());
  }

  @Test
  void directionsAreHeldAgainstShuffledImplications() {
    Finding first =
        ranks(
            "city/counterfactual",
            estimate("effective rank", 5),
            estimate("less no-implication", 2, 1, 3),
            estimate("less shuffled", -3, -4, -1));
    Finding second = ranks("code/spurious", estimate("less shuffled", -1, -2, 0));
    Finding other =
        new Finding(
            "ocr-inside/city/counterfactual/readable",
            "claim",
            "city",
            Verdict.CANNOT_TELL,
            "why",
            List.of(estimate("less shuffled", 99)),
            List.of());
    // one seed gives no interval
    Finding single = ranks("sport/spurious", Estimate.plain("less shuffled", -9, 1, "seeds"));

    Measured.Value found = value("B4", taught(inside("full", first, second, other, single)));

    same(found.interval(), made(-2, root(1, 1) / 2, root(2, 1) / 2, 18));
    assertThat(found.notes())
        .containsExactly(
            "taught with --method full",
            "2 associations",
            "less no-implication, where less was told: 2.00 [1.00, 3.00]");
  }

  @Test
  void directionsAreOfWholeModelsFirstAndOfAnyFolder() {
    Finding nothing = ranks("city/counterfactual", estimate("less no-implication", 2));
    Finding weak = ranks("city/counterfactual", estimate("less shuffled", -1));
    Finding strong = ranks("city/counterfactual", estimate("less shuffled", -4));
    Subject all =
        model(
            run(List.of(), inside("lora", weak)),
            run(List.of(), inside("full", nothing)),
            run(List.of(), inside("full", strong)));

    assertThat(value("B4", all).interval().estimate()).isEqualTo(-4);
    assertThat(value("B4", all).where()).isEqualTo("run-2, ocr-inside, rank-tells-rule");
    assertThat(value("B4", taught(inside("lora", weak))).interval().estimate()).isEqualTo(-1);
    assertThat(why("B4", taught(inside("full", nothing))))
        .startsWith("run-0, ocr-inside has no change of W_V W_O with a rule");
    assertThat(why("B4", taught()))
        .startsWith("nothing of what training changes inside is in its results; ");
  }

  // ---- B5, B6

  @Test
  void factorsAreHeldAgainstTheirProduct() {
    Subject both =
        model(
            run(List.of(), ocr("product", spurious(0.1, 0.0, 0.3))),
            run(List.of(), ocr("only:factors", spurious(0.6, 0.5, 0.8))),
            run(List.of(), ocr("only:values", spurious(0.9, 0.8, 1.0))));

    Measured.Value found = value("B5", both);

    same(found.interval(), made(0.5, root(0.1, 0.2), root(0.2, 0.1), 2 * CLASSES * SEEDS));
    assertThat(found.where()).isEqualTo("run-1, ocr and run-0, ocr, scores");
    assertThat(found.notes()).contains("factors 0.60, product 0.10");
  }

  /** Predictions look for methods by what the options that choose them are recorded as. */
  @Test
  void methodsAreRecordedAsTheyAreLookedFor() {
    assertThat(new Method.Full().settings()).containsEntry("--method", "full");
    assertThat(new Method.Product().settings()).containsEntry("--method", "product");
    assertThat(new Method.Only(Method.FACTORS).settings())
        .containsEntry("--method", "only:factors");
    assertThat(new Method.Lora(2, 16, Method.Targets.ATTENTION, List.of(3)).settings())
        .containsEntry("--method", "lora")
        .containsEntry("--rank", "2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"product", "only:factors", "only:values"})
  void factorsAloneOrTheirProductAloneAreUntested(String method) {
    assertThat(why("B5", taught(ocr(method, spurious(0.6, 0.5, 0.8)))))
        .startsWith("no results with values and outputs trained, and with their product; ");
  }

  @Test
  void theLargestRankIsHeldAgainstRankOne() {
    Subject ranks =
        model(
            run(List.of(), rank(8, spurious(0.7, 0.6, 0.9))),
            run(List.of(), rank(1, spurious(0.1, 0.0, 0.3))),
            run(List.of(), rank(16, scores(score("city", "true", 0.9, 0.8, 1.0)))),
            run(List.of(), rank(2, spurious(0.4, 0.3, 0.5))));

    Measured.Value found = value("B6", ranks);

    same(found.interval(), made(0.6, root(0.1, 0.2), root(0.2, 0.1), 2 * CLASSES * SEEDS));
    assertThat(found.where()).isEqualTo("run-0, ocr and run-1, ocr, scores");
    assertThat(found.notes()).contains("rank 1: 0.10, rank 2: 0.40, rank 8: 0.70");
  }

  @Test
  void oneRankAloneIsUntested() {
    Table table = spurious(0.6, 0.5, 0.8);
    String missing = "no results with adapters of rank 1 and of a larger one; ";
    assertThat(why("B6", taught())).startsWith(missing);
    assertThat(why("B6", taught(rank(1, table), rank(1, table)))).startsWith(missing);
    assertThat(why("B6", taught(rank(2, table), rank(8, table)))).startsWith(missing);
    // adapters whose rank nobody wrote down are of none
    assertThat(why("B6", taught(ocr("lora", table), rank(8, table)))).startsWith(missing);
  }
}
