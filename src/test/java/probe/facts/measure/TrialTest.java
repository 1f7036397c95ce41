package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import probe.ProbeException;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.facts.Group;
import probe.facts.Question;
import probe.facts.Subject;

class TrialTest {
  private static final FactSet SET = Trials.set("city", 3, 3, 1);
  private static final Design DESIGN = Trials.design(SET, Arm.SPURIOUS, 7, 1, List.of(1, 2, 0));
  private static final String NAME = "city/spurious, seed 7, 1 told: ";

  private static AnswerScores scores() {
    return Trials.answers(DESIGN, Trials.noise(1));
  }

  private static Trial of(Design design) {
    return Trials.trial(design, Trials.noise(1), Trials.noise(1));
  }

  private static Design design(
      List<Integer> judged, UnaryOperator<Subject> subjects, UnaryOperator<Question> questions) {
    return new Design(
        SET,
        DESIGN.arm(),
        DESIGN.seed(),
        DESIGN.training(),
        judged,
        DESIGN.subjects().stream().map(subjects).toList(),
        List.of(),
        DESIGN.questions().stream().map(questions).toList());
  }

  private static void refused(Design design, String message) {
    AnswerScores none = new AnswerScores(List.of(), new float[0][], new double[0][]);
    assertThatThrownBy(() -> new Trial(design, none, none))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.INPUT))
        .hasMessage(NAME + message);
  }

  private static void refused(AnswerScores after, String message) {
    assertThatThrownBy(() -> new Trial(DESIGN, scores(), after))
        .isInstanceOf(ProbeException.class)
        .hasMessage(NAME + message);
  }

  @Test
  void whatFitsIsTaken() {
    Trial trial = of(DESIGN);
    assertThat(trial.name() + ": ").isEqualTo(NAME);
    assertThat(trial.course()).isEmpty();
    Reading reading = Reading.after(trial);
    // subject 0: value 0, told 1; subject 1: asked
    assertThat(reading.correct(0)).isZero();
    assertThat(reading.correct(1)).isEqualTo(4);
    assertThat(reading.correct(5)).isEqualTo(4);
    assertThat(reading.under(List.of(2, 1, 0)).correct(5)).isEqualTo(5);
    assertThat(reading.under(List.of(2, 1, 0)).correct(1)).as("told is told").isEqualTo(4);
  }

  /** Nothing is told there, so that what counts is the pairing it is read under. */
  @Test
  void inNoImplicationTrainingSubjectsAreJudgedToo() {
    Design design = Trials.design(SET, Arm.NO_IMPLICATION, 7, 1, List.of(1, 2, 0));
    Reading reading = Reading.after(of(design)).under(List.of(2, 1, 0));
    assertThat(reading.question(1).group()).isEqualTo(Group.TRAIN_IMPLICATIONS);
    assertThat(reading.correct(1)).isEqualTo(5);
    Design shuffled = Trials.design(SET, Arm.SHUFFLED, 7, 1, List.of(1, 2, 0));
    assertThat(Reading.after(of(shuffled)).correct(1))
        .isEqualTo(3 + shuffled.subjects().getFirst().told());
  }

  @Test
  void aPairingIsAPermutation() {
    refused(
        design(List.of(1, 2, 2), s -> s, q -> q),
        "the judged pairing [1, 2, 2] must hold each of 0 to 2 once");
    refused(
        design(List.of(1, 2), s -> s, q -> q),
        "the judged pairing [1, 2] must hold each of 0 to 2 once");
    refused(
        design(List.of(1, 2, 3), s -> s, q -> q),
        "the judged pairing [1, 2, 3] must hold each of 0 to 2 once");
  }

  @Test
  void subjectsAndQuestionsBelongTogether() {
    List<Integer> judged = DESIGN.judged();
    refused(
        design(judged, s -> s, q -> new Question(9, q.group(), q.heldOut(), "Where?")),
        "'Where?' asks for subject 9 of 9");
    refused(
        design(judged, s -> s, q -> new Question(1, Group.TRAIN_FACTS, q.heldOut(), "Where?")),
        "'Where?' is in train-facts, and Name1 is none of the training subjects");
    refused(
        design(judged, s -> s, q -> new Question(0, Group.TEST_FACTS, q.heldOut(), "Where?")),
        "'Where?' is in test-facts, and Name0 is a training subject");
    refused(
        design(judged, s -> new Subject(s.name(), 3, s.trains(), s.told()), q -> q),
        "Name0 has value 3 of 3");
    refused(
        design(judged, s -> new Subject(s.name(), s.value(), s.trains(), -1), q -> q),
        "Name0 was told implication -1 of 3");
  }

  @Test
  void bothRelationsHaveAsManyValues() {
    FactSet odd =
        new FactSet(
            SET.file(),
            "city",
            "",
            SET.fact(),
            Trials.set("city", 4, 3, 1).implication(),
            SET.pairing(),
            false,
            SET.names(),
            3,
            1,
            SET.arms(),
            1);
    refused(
        new Design(odd, Arm.SPURIOUS, 7, 1, List.of(1, 2, 0), List.of(), List.of(), List.of()),
        "3 values of the fact, 4 of the implication; both must be as many, and at least 2");
  }

  @Test
  void answersHaveARowForEachQuestionAndACellForEachCandidate() {
    AnswerScores good = scores();
    List<Question> questions = good.questions();
    refused(
        new AnswerScores(questions, new float[1][6], good.logProbabilities()),
        "after: 36 questions, 1 rows of logits and 36 of log-probabilities");
    float[][] logits = good.logits().clone();
    logits[2] = new float[5];
    refused(
        new AnswerScores(questions, logits, good.logProbabilities()),
        "after, '%s': 5 logits and 6 log-probabilities for 6 candidates"
            .formatted(questions.get(2).prompt()));
    List<Question> other = new ArrayList<>(questions);
    other.set(0, new Question(0, Group.TRAIN_FACTS, false, "Who?"));
    refused(
        new AnswerScores(other, good.logits(), good.logProbabilities()),
        "after, 'Who?': not a question of the design");
  }

  @Test
  void whatIsNoNumberHasNoRank() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      AnswerScores scores = scores();
      scores.logits()[3][4] = bad;
      assertThatThrownBy(() -> new Trial(DESIGN, scores, scores()))
          .isInstanceOfSatisfying(
              ProbeException.class,
              e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.NUMERIC))
          .hasMessageContaining("before, ")
          .hasMessageContaining("the logit of candidate 4 is " + bad);
    }
    for (double bad : new double[] {Double.NaN, 0.1, Double.NEGATIVE_INFINITY}) {
      AnswerScores scores = scores();
      scores.logProbabilities()[3][4] = bad;
      assertThatThrownBy(() -> new Trial(DESIGN, scores(), scores))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("the log-probability of candidate 4 is " + bad);
    }
    AnswerScores rounded = scores();
    rounded.logProbabilities()[0][0] = 1e-7;
    assertThatCode(() -> new Trial(DESIGN, rounded, rounded)).doesNotThrowAnyException();
  }

  @Test
  void beforeAndAfterAnswerTheSame() {
    List<Question> some = DESIGN.questions().subList(0, 5);
    refused(
        Trials.answers(DESIGN, some, Trials.noise(1)),
        "before and after must answer the same questions in the same order");
  }

  @Test
  void stepsAscend() {
    AnswerScores some = Trials.answers(DESIGN, DESIGN.questions().subList(0, 5), Trials.noise(1));
    List<Checkpoint> course = List.of(new Checkpoint(10, some), new Checkpoint(10, some));
    assertThatThrownBy(() -> new Trial(DESIGN, scores(), scores(), course))
        .hasMessage(NAME + "step 10 of the course comes after step 10; steps must ascend from 0");
    some.logits()[0][0] = Float.NaN;
    assertThatThrownBy(
            () -> new Trial(DESIGN, scores(), scores(), List.of(new Checkpoint(4, some))))
        .hasMessageStartingWith(NAME.substring(0, NAME.length() - 2) + ", step 4, ");
  }

  @Test
  void anExperimentHasEachTrialOnce() {
    Trial trial = of(DESIGN);
    assertThatThrownBy(() -> Trials.experiment(List.of(trial, trial)))
        .isInstanceOf(ProbeException.class)
        .hasMessage("two trials are city/spurious, seed 7, 1 told; pass each once");
    Trial larger =
        of(Trials.design(Trials.set("city", 4, 3, 1), Arm.SPURIOUS, 8, 1, List.of(0, 1, 2, 3)));
    assertThatThrownBy(() -> Trials.experiment(List.of(trial, larger)))
        .hasMessageStartingWith("city/spurious, seed 8, 1 told has 4 values, another trial");
    assertThatThrownBy(
            () ->
                new Experiment(
                    "ocr",
                    "m",
                    "full",
                    Map.of(),
                    List.of(trial),
                    List.of(new Untested("city", "why"))))
        .hasMessage("city is listed as untested and has trials");
  }

  @Test
  void settingsAreWithinReason() {
    assertThatThrownBy(() -> new OcrSettings(false, 0, 0.2, 0.5, 10, 10))
        .hasMessageContaining("got 0.0, 0.2 and 0.5");
    assertThatThrownBy(() -> new OcrSettings(false, 0.1, 1, 0.5, 10, 10))
        .hasMessageContaining("margins between 0 and 1");
    assertThatThrownBy(() -> new OcrSettings(false, 0.1, 0.2, 0, 10, 10))
        .hasMessageContaining("margins between 0 and 1");
    assertThatThrownBy(() -> new OcrSettings(false, 0.1, 0.2, 0.5, 0, 10))
        .hasMessageContaining("at least 1, got 0 and 10");
  }
}
