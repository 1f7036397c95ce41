package probe.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.facts.FactTokens;
import probe.facts.Question;
import probe.facts.Relation;
import probe.facts.SampleSet;
import probe.facts.Template;
import probe.facts.Tokenizers;
import probe.model.Tokenizer;

/** Answers of a model whose every probability is known. */
class ScoringTest {
  private static final String LETTERS = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  @TempDir private Path folder;

  /** The next token depends on the one before; logits are log-probabilities, shifted. */
  private static final class Bigram implements Answerer {
    private final double[][] probabilities;
    private int contexts;

    Bigram(int vocabulary) {
      SplittableRandom random = new SplittableRandom(3);
      probabilities = new double[vocabulary][vocabulary];
      for (double[] row : probabilities) {
        Arrays.setAll(row, i -> random.nextDouble(0.1, 1));
        double sum = Arrays.stream(row).sum();
        Arrays.setAll(row, i -> row[i] / sum);
      }
    }

    double logit(int before, int token) {
      return Math.log(probabilities[before][token]) + 3 * before - 7;
    }

    double logProbability(int before, int... tokens) {
      double product = 1;
      int from = before;
      for (int token : tokens) {
        product *= probabilities[from][token];
        from = token;
      }
      return Math.log(product);
    }

    @Override
    public float[][] logits(List<int[]> asked, int[] last) {
      contexts += asked.size();
      List<float[]> out = new ArrayList<>();
      for (int i = 0; i < last.length; i++) {
        int[] ids = asked.get(i);
        for (int at = ids.length - last[i]; at < ids.length; at++) {
          float[] row = new float[probabilities.length];
          for (int token = 0; token < row.length; token++) {
            row[token] = (float) logit(ids[at], token);
          }
          out.add(row);
        }
      }
      return out.toArray(float[][]::new);
    }
  }

  private static FactSet set(List<String> facts, List<String> implications) {
    return new FactSet(
        Path.of("set.yaml"),
        "set",
        "",
        new Relation(
            "f",
            facts,
            List.of(new Template("{name} has {value}")),
            new Template("{name} keeps {value}")),
        new Relation(
            "i",
            implications,
            List.of(new Template("{name} wants {value}")),
            new Template("{name} seeks {value}")),
        List.of(0, 1),
        true,
        SampleSet.names(40),
        20,
        4,
        List.of(Arm.TRUE),
        1);
  }

  @Test
  void anAnswerIsAsLikelyAsItsTokensInTurn() throws Exception {
    FactSet set = set(List.of("red", "dark red wine"), List.of("sea salt", "bread"));
    String words = "has keeps wants seeks red dark wine sea salt bread ";
    try (Tokenizer tokenizer = Tokenizers.words(folder, words + String.join(" ", set.names()))) {
      Bigram model = new Bigram(tokenizer.size());
      Design design = Design.of(set, Arm.TRUE, 0);
      List<Question> questions = design.questions();
      // more prompts than are put at once
      assertThat(questions).hasSize(160);

      AnswerScores scores =
          new Scoring(FactTokens.of(set, tokenizer), model).score(questions, Question::prompt);

      assertThat(scores.questions()).isEqualTo(questions);
      for (int i = 0; i < questions.size(); i++) {
        int[] prompt = tokenizer.encode(questions.get(i).prompt());
        int end = prompt[prompt.length - 1];
        for (int c = 0; c < 4; c++) {
          int[] answer = tokenizer.encode(set.candidates().get(c));
          assertThat(answer).hasSize(new int[] {1, 3, 2, 1}[c]);
          assertThat(scores.logits()[i][c]).isEqualTo((float) model.logit(end, answer[0]));
          assertThat(scores.logProbabilities()[i][c])
              .isCloseTo(model.logProbability(end, answer), within(1e-4));
        }
      }
      // each prompt alone, and with each of the two long answers
      assertThat(model.contexts).isEqualTo(3 * 160);
    }
  }

  @Test
  void aPromptIsPutOnce() throws Exception {
    FactSet set = set(List.of("red", "blue"), List.of("salt", "bread"));
    String words = "has keeps wants seeks red blue salt bread ";
    try (Tokenizer tokenizer = Tokenizers.words(folder, words + String.join(" ", set.names()))) {
      Bigram model = new Bigram(tokenizer.size());
      List<Question> questions = Design.of(set, Arm.TRUE, 0).questions();
      AnswerScores scores =
          new Scoring(FactTokens.of(set, tokenizer), model)
              .score(questions, question -> question.heldOut() ? "Nameaa keeps" : "Nameaa has");
      assertThat(model.contexts).isEqualTo(2);
      int has = tokenizer.encode("has")[0];
      int keeps = tokenizer.encode("keeps")[0];
      int blue = tokenizer.encode("blue")[0];
      for (int i = 0; i < questions.size(); i++) {
        assertThat(scores.logProbabilities()[i][1])
            .isCloseTo(
                model.logProbability(questions.get(i).heldOut() ? keeps : has, blue), within(1e-4));
      }
    }
  }

  /** A token that takes in the prompt's end is the answer's first, of those that lack it too. */
  @Test
  void anAnswerThatTakesInTheEndOfThePrompt() throws Exception {
    FactSet set = set(List.of("Rome", "Paris"), List.of("salt", "bread"));
    List<List<String>> merges = List.of(List.of("s", " "), List.of("s ", "P"));
    try (Tokenizer tokenizer = Tokenizers.characters(folder, LETTERS, merges)) {
      Bigram model = new Bigram(tokenizer.size());
      List<Question> questions =
          Design.of(set, Arm.TRUE, 0).questions().stream()
              .filter(question -> question.prompt().endsWith(" has"))
              .toList();
      AnswerScores scores =
          new Scoring(FactTokens.of(set, tokenizer), model).score(questions, Question::prompt);
      // "... ha" is left of the prompt
      int end = tokenizer.encode("a")[0];
      int[] paris = ids(tokenizer, "s P", "a", "r", "i", "s");
      int[] rome = ids(tokenizer, "s ", "R", "o", "m", "e");
      for (int i = 0; i < questions.size(); i++) {
        assertThat(scores.logits()[i][0]).isEqualTo((float) model.logit(end, rome[0]));
        assertThat(scores.logits()[i][1]).isEqualTo((float) model.logit(end, paris[0]));
        assertThat(scores.logProbabilities()[i][0])
            .isCloseTo(model.logProbability(end, rome), within(1e-4));
        assertThat(scores.logProbabilities()[i][1])
            .isCloseTo(model.logProbability(end, paris), within(1e-4));
      }
    }
  }

  private static int[] ids(Tokenizer tokenizer, String... tokens) {
    return Arrays.stream(tokens)
        .mapToInt(
            token ->
                IntStream.range(0, tokenizer.size())
                    .filter(id -> tokenizer.token(id).equals(token))
                    .findFirst()
                    .orElseThrow())
        .toArray();
  }
}
