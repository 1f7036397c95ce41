package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.result.Analysis;

class RunsTest {
  private static final FactSet SET = Trials.set("city", 5, 6, 2);

  private static Trial trial(FactSet set, Arm arm, int seed, int told) {
    List<Integer> judged = IntStream.range(0, set.classes()).boxed().toList();
    return Trials.trial(
        Trials.design(set, arm, seed, told, judged), Trials.noise(1), Trials.memory());
  }

  private static Runs runs(Trial... trials) {
    return new Runs(Trials.experiment(List.of(trials)));
  }

  @Test
  void factsOnlyAreFactsOnlyWhateverTheNumberAndShuffledOnesAreNot() {
    Runs runs =
        runs(
            trial(SET, Arm.SPURIOUS, 0, 1),
            trial(SET, Arm.NO_IMPLICATION, 0, 2),
            trial(SET, Arm.NO_IMPLICATION, 0, 4),
            trial(SET, Arm.NO_IMPLICATION, 1, 1),
            trial(SET, Arm.SHUFFLED, 0, 2));
    List<Association.Control> controls =
        runs.association("city", Arm.SPURIOUS, 1).orElseThrow().controls();
    assertThat(controls).hasSize(1);
    assertThat(controls.getFirst().arm()).isEqualTo(Arm.NO_IMPLICATION);
    assertThat(controls.getFirst().trials())
        .extracting(t -> t.design().training())
        .as("the nearest of the same seed")
        .containsExactly(2);
  }

  @Test
  void theMainNumberIsThatOfTheFileOrElseTheLargest() {
    assertThat(runs(trial(SET, Arm.TRUE, 0, 2), trial(SET, Arm.TRUE, 0, 4)).main("city"))
        .isEqualTo(2);
    assertThat(runs(trial(SET, Arm.TRUE, 0, 1), trial(SET, Arm.TRUE, 0, 4)).main("city"))
        .isEqualTo(4);
    assertThat(runs(trial(SET, Arm.SHUFFLED, 0, 2)).main("city")).isZero();
    // two files of one name that do not agree
    FactSet other = Trials.set("city", 5, 6, 4);
    assertThat(runs(trial(SET, Arm.TRUE, 0, 2), trial(other, Arm.TRUE, 0, 5)).main("city"))
        .isEqualTo(5);
  }

  @Test
  void trialsComeBySeed() {
    Runs runs = runs(trial(SET, Arm.TRUE, 2, 2), trial(SET, Arm.TRUE, 0, 2));
    assertThat(runs.trials("city", Arm.TRUE, 2))
        .extracting(t -> t.design().seed())
        .containsExactly(0, 2);
    assertThat(runs.association("city", Arm.SPURIOUS, 2)).isEmpty();
    assertThat(runs.trainings("city")).containsExactly(2);
  }

  @Test
  void withoutFactsNothingIsKnownToBeLearnt() {
    Design design = trial(SET, Arm.TRUE, 0, 2).design();
    AnswerScores implications =
        Trials.answers(
            design,
            design.questions().stream().filter(q -> q.group().implication()).toList(),
            Trials.memory());
    Learnt learnt = Learnt.of(List.of(new Trial(design, implications, implications)), 0.1);
    assertThat(learnt).isEqualTo(new Learnt(false, "no fact was asked"));
    assertThat(Learnt.of(List.of(trial(SET, Arm.TRUE, 0, 0)), 0.1))
        .as("nothing is told of implications there")
        .isEqualTo(new Learnt(true, ""));
  }

  @Test
  void setsOfDifferentSizesHaveNoCommonChance() {
    List<Trial> trials = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      trials.add(trial(SET, Arm.TRUE, seed, 2));
      trials.add(trial(Trials.set("small", 3, 6, 2), Arm.TRUE, seed, 2));
    }
    Analysis analysis = OcrAnalysis.of(Trials.experiment(trials), Trials.FEW, 1);
    assertThat(analysis.summary())
        .contains("Mean rank of test implications: city/true ")
        .doesNotContain("among the");
    assertThat(analysis.tables().get(1).about())
        .contains("Chance is 4.5 of ten, and 2.0 ")
        .contains("Chance is 2.5 of six, and 1.0 ");
  }
}
