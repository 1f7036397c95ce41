package probe.ocr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import probe.facts.AnswerScores;
import probe.facts.FactTokens;
import probe.facts.Question;

/** Puts questions to a model. */
final class Scoring {
  private static final int BATCH = 64;

  private final FactTokens tokens;
  private final Answerer model;

  Scoring(FactTokens tokens, Answerer model) {
    this.tokens = tokens;
    this.model = model;
  }

  /**
   * What the model answers to one prompt.
   *
   * @param logits [2 n] of each candidate's first token
   * @param logProbabilities [2 n] of each candidate's whole answer
   */
  record Answer(float[] logits, double[] logProbabilities) {}

  /** The answers to {@code questions}, each put as {@code text} says. */
  AnswerScores score(List<Question> questions, Function<Question, String> text) {
    List<String> prompts = questions.stream().map(text).toList();
    Map<String, Answer> answers = answers(prompts.stream().distinct().toList());
    return collect(questions, prompts.stream().map(answers::get).toList());
  }

  static AnswerScores collect(List<Question> questions, List<Answer> answers) {
    return new AnswerScores(
        questions,
        answers.stream().map(Answer::logits).toArray(float[][]::new),
        answers.stream().map(Answer::logProbabilities).toArray(double[][]::new));
  }

  /** The answers to {@code prompts}, by prompt. */
  Map<String, Answer> answers(List<String> prompts) {
    List<Answer> answers = new ArrayList<>();
    for (int from = 0; from < prompts.size(); from += BATCH) {
      answers.addAll(batch(prompts.subList(from, Math.min(prompts.size(), from + BATCH))));
    }
    return java.util.stream.IntStream.range(0, prompts.size())
        .boxed()
        .collect(Collectors.toMap(prompts::get, answers::get));
  }

  /** Each prompt alone, and before all but the last token of every longer answer. */
  private List<Answer> batch(List<String> prompts) {
    List<int[]> contexts = new ArrayList<>();
    List<Integer> last = new ArrayList<>();
    for (String prompt : prompts) {
      int[] ids = tokens.prompt(prompt);
      contexts.add(ids);
      last.add(1);
      for (int[] answer : tokens.answers(prompt)) {
        if (answer.length > 1) {
          contexts.add(join(ids, answer));
          last.add(answer.length);
        }
      }
    }
    float[][] logits = model.logits(contexts, last.stream().mapToInt(Integer::intValue).toArray());
    List<Answer> out = new ArrayList<>();
    int row = 0;
    for (String prompt : prompts) {
      int[][] answers = tokens.answers(prompt);
      float[] first = logits[row++];
      double total = logSumExp(first);
      float[] ofFirst = new float[answers.length];
      double[] whole = new double[answers.length];
      for (int c = 0; c < answers.length; c++) {
        ofFirst[c] = first[answers[c][0]];
        if (answers[c].length == 1) {
          whole[c] = first[answers[c][0]] - total;
          continue;
        }
        for (int token : answers[c]) {
          whole[c] += logits[row][token] - logSumExp(logits[row]);
          row++;
        }
      }
      out.add(new Answer(ofFirst, whole));
    }
    return out;
  }

  private static int[] join(int[] prompt, int[] answer) {
    int[] out = Arrays.copyOf(prompt, prompt.length + answer.length - 1);
    System.arraycopy(answer, 0, out, prompt.length, answer.length - 1);
    return out;
  }

  private static double logSumExp(float[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      most = Math.max(most, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - most);
    }
    return most + Math.log(sum);
  }
}
