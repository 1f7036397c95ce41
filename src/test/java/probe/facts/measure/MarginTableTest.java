package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import probe.facts.Arm;
import probe.facts.FactSet;
import probe.facts.Group;
import probe.result.Analysis;
import probe.result.Table;

class MarginTableTest {
  private static final FactSet SET = Trials.set("city", 3, 4, 1);
  private static final List<Integer> PAIRING = List.of(1, 2, 0);

  /**
   * Told implications of class v lead by 4 + v, the others by 1 + v; the first of the test names of
   * class 0 by half a logit less, the last by half a logit more. Facts lead all of them.
   */
  private static final Trials.Model AFTER =
      (design, question, subject, candidate) -> {
        int n = design.set().classes();
        if (candidate < n) {
          return 30 + candidate;
        }
        if (question.heldOut() || !question.group().implication()) {
          return 20 * candidate;
        }
        boolean told = question.group() == Group.TRAIN_IMPLICATIONS;
        int right = told ? subject.told() : design.judged().get(subject.value());
        double lead = (told ? 4 : 1) + subject.value();
        lead += subject.name().equals("Name1") ? -0.5 : subject.name().equals("Name3") ? 0.5 : 0;
        // the nearest of the others is at 2
        return candidate == n + right ? 2 + lead : candidate == n + (right + 1) % n ? 2 : -3;
      };

  /** The right implication is one behind, whoever is asked. */
  private static final Trials.Model BEFORE =
      (design, question, subject, candidate) ->
          candidate == design.set().classes() + design.judged().get(subject.value()) ? -1 : 0;

  private static Trial trial(Arm arm, int seed, int told, Trials.Model after) {
    return Trials.trial(Trials.design(SET, arm, seed, told, PAIRING), BEFORE, after);
  }

  private static List<Trial> trials(int told, Trials.Model after) {
    List<Trial> trials = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      for (Arm arm : List.of(Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED)) {
        trials.add(trial(arm, seed, told, after));
      }
    }
    return trials;
  }

  private static Table table(List<Trial> trials) {
    return new MarginTable(400, 5).of(new Runs(Trials.experiment(trials)));
  }

  private static Object cell(Table table, int row, String column) {
    return table.rows().get(row).get(table.columns().indexOf(column));
  }

  private static double number(Table table, int row, String column) {
    return (Double) cell(table, row, column);
  }

  @Test
  void closedForm() {
    Table table = table(trials(1, AFTER));
    assertThat(table.rows().getFirst().subList(0, 4))
        .containsExactly("city", "spurious", "spurious", 1);
    assertThat(number(table, 0, "train before")).isEqualTo(-1);
    assertThat(number(table, 0, "test before")).isEqualTo(-1);
    // 4, 5 and 6; 0.5, 1, 1.5, three times 2 and three times 3
    assertThat(number(table, 0, "train after")).isEqualTo(5);
    assertThat(number(table, 0, "test after")).isEqualTo(2);
    assertThat(number(table, 0, "ratio")).isCloseTo(0.4, within(1e-12));
    assertThat(number(table, 0, "least ratio")).isCloseTo(0.5 / 4, within(1e-12));
    assertThat(number(table, 0, "theory")).isCloseTo(1 / Math.sqrt(3), within(1e-12));
    assertThat(cell(table, 0, "classes")).isEqualTo(3);
    assertThat(cell(table, 0, "seeds")).isEqualTo(2);
    // class by class it is 1/4, 2/5 and 3/6, so no resample can leave these
    assertThat(number(table, 0, "low")).isBetween(0.25, 0.39);
    assertThat(number(table, 0, "high")).isBetween(0.41, 0.5);
  }

  @Test
  void controlsStandUnderThePairing() {
    Table table = table(trials(1, AFTER));
    assertThat(table.rows()).hasSize(3);
    assertThat(table.rows())
        .extracting(row -> row.get(1))
        .containsExactly("spurious", "no-implication", "shuffled");
    assertThat(table.rows()).extracting(row -> row.get(2)).containsOnly("spurious");
    for (String none : List.of("train before", "train after", "ratio", "low", "least ratio")) {
      assertThat(cell(table, 1, none)).as("facts only, " + none).isNull();
    }
    assertThat(number(table, 1, "test after")).isEqualTo(2);
    assertThat(number(table, 2, "train after")).as("by what was told").isEqualTo(5);
    assertThat(cell(table, 2, "theory")).as("there is no rule").isNull();
  }

  /** A training name for each test name, and more of them: the bound is 1. */
  @Test
  void theTheoryEndsAtOne() {
    List<Trial> trials = new ArrayList<>(trials(2, AFTER));
    trials.addAll(trials(3, AFTER));
    Table table = table(trials);
    assertThat(table.rows().subList(0, 2))
        .extracting(row -> row.get(table.columns().indexOf("told")))
        .containsExactly(2, 3);
    assertThat(number(table, 0, "theory")).isEqualTo(1);
    assertThat(number(table, 1, "theory")).isEqualTo(1);
  }

  /** Margins have the scale of logits, ratios have none. */
  @Test
  void scaledLogitsChangeNoRatio() {
    Table one = table(trials(1, AFTER));
    Table four = table(trials(1, (d, q, s, c) -> 4 * AFTER.score(d, q, s, c) + 7));
    for (String column : List.of("ratio", "low", "high", "least ratio")) {
      assertThat(number(four, 0, column)).as(column).isEqualTo(number(one, 0, column));
    }
    assertThat(number(four, 0, "test after")).isEqualTo(4 * number(one, 0, "test after"));
  }

  @Test
  void withNothingToldThereIsNoRatio() {
    List<Trial> trials = new ArrayList<>(trials(0, AFTER));
    trials.addAll(trials(1, AFTER));
    Table table = table(trials);
    assertThat(cell(table, 0, "told")).isEqualTo(0);
    for (String none :
        List.of("train before", "train after", "ratio", "low", "high", "least ratio", "theory")) {
      assertThat(cell(table, 0, none)).as(none).isNull();
    }
    assertThat(number(table, 0, "test before")).isEqualTo(-1);
    assertThat(number(table, 1, "ratio")).isCloseTo(0.4, within(1e-12));
  }

  /** A share of a margin that is none would have the wrong sign. */
  @Test
  void whatWasNotLearntHasNoRatio() {
    Table table = table(trials(1, BEFORE));
    assertThat(number(table, 0, "train after")).isEqualTo(-1);
    assertThat(number(table, 0, "test after")).isEqualTo(-1);
    for (String none : List.of("ratio", "low", "high", "least ratio")) {
      assertThat(cell(table, 0, none)).as(none).isNull();
    }
  }

  @Test
  void theAnalysisHasTheTableOnce() {
    Analysis analysis = OcrAnalysis.of(Trials.experiment(trials(1, AFTER)), Trials.FEW, 1);
    assertThat(analysis.tables()).extracting(Table::id).containsOnlyOnce("margins");
  }
}
