package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import probe.ProbeException;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.Question;
import probe.facts.Statement;

class AnswersFileTest {
  private static final Trial TRIAL = trial();
  private static final String TEXT = AnswersFile.text(TRIAL);

  private static Trial trial() {
    Design plain =
        Trials.design(Trials.set("city", 3, 3, 1), Arm.NO_IMPLICATION, 7, 1, List.of(1, 2, 0));
    Design design =
        new Design(
            plain.set(),
            plain.arm(),
            plain.seed(),
            plain.training(),
            plain.judged(),
            plain.subjects(),
            List.of(new Statement(0, probe.facts.Group.TRAIN_FACTS, "Ünal \"lives\" in", " Paris")),
            plain.questions());
    List<Question> some = List.of(design.questions().get(7), design.questions().get(2));
    return new Trial(
        design,
        random(design.questions(), 1),
        random(design.questions(), 2),
        List.of(new Checkpoint(5, random(some, 3)), new Checkpoint(9, random(some, 4))));
  }

  /** Any finite floats and any doubles below 0, small and large. */
  private static AnswerScores random(List<Question> questions, long seed) {
    Random random = new Random(seed);
    float[][] logits = new float[questions.size()][6];
    double[][] logProbabilities = new double[questions.size()][6];
    for (int i = 0; i < logits.length; i++) {
      for (int c = 0; c < 6; c++) {
        float logit = Float.intBitsToFloat(random.nextInt());
        logits[i][c] = Float.isFinite(logit) ? logit : Float.MIN_VALUE;
        logProbabilities[i][c] = -Math.exp(20 * random.nextGaussian());
      }
    }
    return new AnswerScores(questions, logits, logProbabilities);
  }

  private static void same(AnswerScores read, AnswerScores written) {
    assertThat(read.questions()).isEqualTo(written.questions());
    assertThat(read.logits()).isDeepEqualTo(written.logits());
    assertThat(read.logProbabilities()).isDeepEqualTo(written.logProbabilities());
  }

  @Test
  void whatIsReadIsWhatWasWrittenToTheLastBit() {
    Trial read = AnswersFile.read(TEXT, "answers.json");
    assertThat(read.design()).isEqualTo(TRIAL.design());
    assertThat(read.design().set().file()).isEqualTo(Path.of("facts", "city.yaml"));
    same(read.before(), TRIAL.before());
    same(read.after(), TRIAL.after());
    assertThat(read.course()).extracting(Checkpoint::step).containsExactly(5, 9);
    same(read.course().get(1).scores(), TRIAL.course().get(1).scores());
    assertThat(AnswersFile.text(read)).isEqualTo(TEXT);
  }

  @Test
  void aTrialIsOneLineWithoutQuestionsTwice() {
    assertThat(TEXT).endsWith("}\n").startsWith("{\"format\":1,\"design\":{\"set\":{\"file\":\"");
    assertThat(TEXT.indexOf('\n')).isEqualTo(TEXT.length() - 1);
    String prompt = TRIAL.design().questions().get(3).prompt();
    assertThat(TEXT.indexOf(prompt)).isEqualTo(TEXT.lastIndexOf(prompt)).isPositive();
    assertThat(TEXT).contains("\"arm\":\"no-implication\"").contains("\"asked\":[7,2]");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> AnswersFile.read(text, "answers.json"))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.INPUT))
        .hasMessageStartingWith("answers.json")
        .hasMessageContaining(message)
        .hasMessageEndingWith("; run this trial again, or take the file as it was written")
        .hasMessageNotContainingAny("\n", "Feature", "probe.facts");
  }

  @Test
  void anythingElseIsRefused() {
    refused("", "no answers of a trial");
    refused("null", "");
    refused("[]", "no answers of a trial");
    refused(
        "{\"format\":1}",
        "no answers of a trial: Missing creator property 'design' (index 1); run");
    refused(TEXT.substring(0, TEXT.length() / 2), "no answers of a trial: Unexpected end-of-input");
    refused(TEXT + "{}", "no answers of a trial: Trailing token");
    refused(TEXT.replace("\"format\":1", "\"format\":2"), "its format is 2, this version reads 1");
    refused(TEXT.replace("\"seed\":7", "\"seed\":7,\"other\":1"), "Unrecognized field \"other\"");
    refused(TEXT.replace("\"seed\":7", "\"seed\":null"), "null");
    refused(TEXT.replace("\"seed\":7", "\"seed\":7.5"), "");
    refused(TEXT.replace("no-implication", "no-idea"), "no-idea");
    refused(TEXT.replace("\"asked\":[7,2]", "\"asked\":[7,36]"), "question 36 of 36");
    refused(TEXT.replace("\"asked\":[7,2]", "\"asked\":[7,null]"), "null");
    refused(TEXT.replace("\"asked\":[7,2]", "\"asked\":[7]"), "step 5: 1 questions, 2 rows");
    refused(TEXT.replace("\"judged\":[1,2,0]", "\"judged\":[1,1,0]"), "the judged pairing");
    refused(TEXT.replaceFirst("\"logits\":\\[\\[[^,]*,", "\"logits\":[[1e999,"), "is Infinity");
    refused(TEXT.replaceFirst("\"logits\":\\[\\[[^]]*]", "\"logits\":[null"), "null");
    refused(TEXT.replaceFirst("\"logits\":\\[\\[[^,]*,", "\"logits\":[[null,"), "null");
  }
}
