package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.Group;
import probe.facts.Question;
import probe.facts.Subject;

class MeasureTest {
  private static final Design DESIGN =
      Trials.design(Trials.set("city", 5, 6, 2), Arm.SPURIOUS, 0, 2, Trials.SHIFTED);

  /** One question about an implication, three values: candidates 3, 4 and 5 fit. */
  private static Measure.Row row(int correct, double... logits) {
    double[] logProbabilities = {-9, -8, -7, Math.log(0.4), Math.log(0.1), Math.log(0.3)};
    double[] base = {-9, -8, -7, Math.log(0.8), Math.log(0.1), Math.log(0.1)};
    return new Measure.Row(3, true, correct, logits, logProbabilities, base);
  }

  @Test
  void closedForms() {
    Measure.Row row = row(4, 9, 5, 1, 7, 5, 6);
    assertThat(Measure.RANK_ALL.of(row)).isEqualTo(3);
    assertThat(Measure.RANK_ASKED.of(row)).isEqualTo(2);
    assertThat(Measure.TRANSFER.of(row)).isEqualTo(-1);
    // 5 less 7; the 9 is no implication
    assertThat(Measure.MARGIN.of(row)).isEqualTo(-2);
    assertThat(Measure.MARGIN.of(row(3, 9, 5, 1, 7, 5, 6))).isOne();
    assertThat(Measure.MARGIN.of(row(3, 9, 5, 1, 7, 7, 6))).isZero();
    assertThat(Measure.RANK_WHOLE.of(row)).isEqualTo(2);
    assertThat(Measure.LOG_PROBABILITY.of(row)).isEqualTo(Math.log(0.1));
    double all = Math.exp(-9) + Math.exp(-8) + Math.exp(-7) + 0.8;
    assertThat(Measure.SHARE.of(row)).isCloseTo(0.1 / all, within(1e-15));
    // gains are log .5, 0 and log 3
    assertThat(Measure.RANK_CORRECTED.of(row)).isEqualTo(1);
    assertThat(Measure.RANK_CORRECTED.of(row(5))).isZero();
    assertThat(Measure.ACCURACY_ALL.of(row(0, 9, 5, 1, 7, 5, 6))).isOne();
    assertThat(Measure.ACCURACY_ALL.of(row(3, 9, 5, 1, 7, 5, 6))).isZero();
    assertThat(Measure.ACCURACY_ASKED.of(row(3, 9, 5, 1, 7, 5, 6))).isOne();
  }

  @Test
  void aTieIsNoRightAnswer() {
    assertThat(Measure.RANK_ASKED.of(row(3, 0, 0, 0, 7, 7, 6))).isZero();
    assertThat(Measure.ACCURACY_ASKED.of(row(3, 0, 0, 0, 7, 7, 6))).isZero();
    assertThat(Measure.TRANSFER.of(row(3, 0, 0, 0, 7, 7, 7))).isZero();
  }

  @Test
  void chanceIsTheMeanOverCandidates() {
    assertThat(Measure.RANK_ALL.chance(5)).isEqualTo(4.5);
    assertThat(Measure.RANK_ASKED.chance(5)).isEqualTo(2);
    assertThat(Measure.ACCURACY_ALL.chance(5)).isEqualTo(0.1);
    assertThat(Measure.ACCURACY_ASKED.chance(5)).isEqualTo(0.2);
    assertThat(Measure.LOG_PROBABILITY.chance(5)).isNaN();
  }

  /** Without ties, and over every candidate as the right one, each measure is at its chance. */
  @ParameterizedTest
  @EnumSource(
      names = {"LOG_PROBABILITY", "MARGIN"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyMeasureHasItsChance(Measure measure) {
    int n = 4;
    Random random = new Random(3);
    double[] logits = random.doubles(8).toArray();
    double[] logs = random.doubles(8, -5, 0).toArray();
    double[] base = random.doubles(8, -5, 0).toArray();
    double sum = 0;
    for (int c = 0; c < 2 * n; c++) {
      sum += measure.of(new Measure.Row(n, c >= n, c, logits, logs, base));
    }
    assertThat(sum / (2 * n)).isCloseTo(measure.chance(n), within(1e-12));
  }

  /** Sorted, as a reader would do it by hand; logits of few values, so that there are ties. */
  @Test
  void meanRanksAreThoseOfASortedList() {
    Random random = new Random(4);
    Trials.Model ties = (d, q, s, c) -> random.nextInt(6);
    AnswerScores scores = Trials.answers(DESIGN, ties);
    Trial trial = new Trial(DESIGN, scores, scores);
    for (Group group : Group.values()) {
      double all = 0;
      double asked = 0;
      int count = 0;
      for (int i = 0; i < scores.questions().size(); i++) {
        Question question = scores.questions().get(i);
        if (question.group() != group || question.heldOut()) {
          continue;
        }
        Subject subject = DESIGN.subjects().get(question.subject());
        int right =
            switch (group) {
              case TRAIN_FACTS, TEST_FACTS -> subject.value();
              case TRAIN_IMPLICATIONS -> 5 + subject.told();
              case TEST_IMPLICATIONS -> 5 + (subject.value() + 1) % 5;
            };
        List<Float> ten = new ArrayList<>();
        List<Float> five = new ArrayList<>();
        for (int c = 0; c < 10; c++) {
          ten.add(scores.logits()[i][c]);
          if (c / 5 == right / 5) {
            five.add(scores.logits()[i][c]);
          }
        }
        ten.sort(Collections.reverseOrder());
        five.sort(Collections.reverseOrder());
        all += ten.indexOf(scores.logits()[i][right]);
        asked += five.indexOf(scores.logits()[i][right]);
        count++;
      }
      Reading.Asked these = new Reading.Asked(group, false);
      List<Reading> readings = List.of(Reading.after(trial));
      assertThat(Cells.of(Measure.RANK_ALL, readings, these).questions()).isEqualTo(count);
      assertThat(Cells.of(Measure.RANK_ALL, readings, these).mean())
          .isCloseTo(all / count, within(1e-12));
      assertThat(Cells.of(Measure.RANK_ASKED, readings, these).mean())
          .isCloseTo(asked / count, within(1e-12));
    }
  }

  @Test
  void aModelThatKnowsOnlyWhichAnswersFitIsAtTheChanceOfThese() {
    double sum = 0;
    int models = 40;
    for (int seed = 0; seed < models; seed++) {
      Trials.Model model = Trials.knowsWhichFit().plus(Trials.noise(seed));
      List<Reading> readings = List.of(Reading.after(Trials.trial(DESIGN, model, model)));
      double all = Cells.of(Measure.RANK_ALL, readings, Reading.Asked.TEST).mean();
      assertThat(all).isEqualTo(Cells.of(Measure.RANK_ASKED, readings, Reading.Asked.TEST).mean());
      sum += all;
    }
    // 20 questions a model
    assertThat(sum / models).isCloseTo(2, within(0.2));
  }

  @Test
  void thePriorIsTakenOff() {
    Trials.Model prior = Trials.prior(1);
    Trials.Model after = prior.plus(Trials.infers(Trials.SHIFTED, 1e-3));
    List<Reading> readings = List.of(Reading.after(Trials.trial(DESIGN, prior, after)));
    // the push is too small to change a rank, and it is all that training did
    assertThat(Cells.of(Measure.RANK_WHOLE, readings, Reading.Asked.TEST).mean())
        .isGreaterThan(0.5);
    assertThat(Cells.of(Measure.RANK_CORRECTED, readings, Reading.Asked.TEST).mean()).isZero();
  }

  /** All gains are 0 then: a rank of strictly larger ones would call that perfect. */
  @Test
  void nothingLearntIsChanceOnceThePriorIsOff() {
    Trials.Model prior = Trials.infers(Trials.SHIFTED, 5);
    List<Reading> readings = List.of(Reading.before(Trials.trial(DESIGN, prior, prior)));
    assertThat(Cells.of(Measure.RANK_CORRECTED, readings, Reading.Asked.TEST).mean()).isEqualTo(2);
  }

  @Test
  void withoutTheBaseModelNoPriorCanBeTakenOff() {
    Measure.Row row = new Measure.Row(2, true, 3, new double[4], new double[4], null);
    assertThatThrownBy(() -> Measure.RANK_CORRECTED.of(row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("base model");
  }
}
