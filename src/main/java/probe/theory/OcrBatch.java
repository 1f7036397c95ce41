package probe.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Sequences as counts of their tokens: linear attention from the end token does not see order.
 *
 * @param questions a row each
 * @param noise [rows, noise], how often each noise token stands in the row
 * @param ends how often the end token stands in a row: 0 or 1
 * @param weights [rows], of the losses
 */
record OcrBatch(List<MarginProblem.Point> questions, int[] noise, int ends, double[] weights) {

  int rows() {
    return questions.size();
  }

  /** Names and relations alone, each group that is there with the same weight. */
  static OcrBatch plain(OcrTask task, List<OcrTask.Group> groups) {
    List<MarginProblem.Point> questions = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    List<List<MarginProblem.Point>> all =
        groups.stream().map(task::questions).filter(some -> !some.isEmpty()).toList();
    for (List<MarginProblem.Point> some : all) {
      questions.addAll(some);
      for (int i = 0; i < some.size(); i++) {
        weights.add(1.0 / all.size() / some.size());
      }
    }
    return new OcrBatch(
        questions,
        new int[questions.size() * task.noise()],
        0,
        weights.stream().mapToDouble(w -> w).toArray());
  }

  /** Every question {@code times} times, each time with new noise. */
  static OcrBatch noisy(OcrTask task, OcrTask.Group group, int times, SplittableRandom random) {
    List<MarginProblem.Point> questions = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      questions.addAll(task.questions(group));
    }
    return withNoise(task, questions, random);
  }

  /** {@code perGroup} questions drawn from each group, with noise. */
  static OcrBatch drawn(
      OcrTask task, List<List<MarginProblem.Point>> groups, int perGroup, SplittableRandom random) {
    List<MarginProblem.Point> questions = new ArrayList<>(groups.size() * perGroup);
    for (List<MarginProblem.Point> group : groups) {
      for (int i = 0; i < perGroup; i++) {
        questions.add(group.get(random.nextInt(group.size())));
      }
    }
    return withNoise(task, questions, random);
  }

  private static OcrBatch withNoise(
      OcrTask task, List<MarginProblem.Point> questions, SplittableRandom random) {
    int[] noise = new int[questions.size() * task.noise()];
    int[] counts = new int[task.noise()];
    double[] weights = new double[questions.size()];
    for (int i = 0; i < questions.size(); i++) {
      task.drawNoise(random, counts);
      System.arraycopy(counts, 0, noise, i * counts.length, counts.length);
      weights[i] = 1.0 / questions.size();
    }
    return new OcrBatch(questions, noise, 1, weights);
  }
}
