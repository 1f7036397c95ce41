package probe.facts.measure;

import com.google.errorprone.annotations.FormatMethod;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import probe.ProbeException;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.Group;
import probe.facts.Question;
import probe.facts.Subject;

/** Whether a design and answers to its questions fit together, so that measuring need not ask. */
final class DesignCheck {
  /** Sums of float32 softmax terms may pass 1 by rounding, and their logarithm 0. */
  private static final double ROUNDING = 1e-4;

  private final Design design;
  private final String name;
  private final int n;
  private final Set<Question> asked;

  DesignCheck(Design design, String name) {
    this.design = design;
    this.name = name;
    n = design.set().classes();
    int implications = design.set().implication().values().size();
    require(
        n >= 2 && implications == n,
        "%d values of the fact, %d of the implication; both must" + " be as many, and at least 2",
        n,
        implications);
    require(
        permutation(design.judged(), n),
        "the judged pairing %s must hold each of 0 to %d once",
        design.judged(),
        n - 1);
    for (Question question : design.questions()) {
      question(question);
    }
    asked = new HashSet<>(design.questions());
  }

  private void question(Question question) {
    List<Subject> subjects = design.subjects();
    require(
        0 <= question.subject() && question.subject() < subjects.size(),
        "'%s' asks for subject %d of %d",
        question.prompt(),
        question.subject(),
        subjects.size());
    Subject subject = subjects.get(question.subject());
    boolean training =
        question.group() == Group.TRAIN_FACTS || question.group() == Group.TRAIN_IMPLICATIONS;
    require(
        training == subject.trains(),
        "'%s' is in %s, and %s is %s",
        question.prompt(),
        question.group(),
        subject.name(),
        subject.trains() ? "a training subject" : "none of the training subjects");
    require(
        0 <= subject.value() && subject.value() < n,
        "%s has value %d of %d",
        subject.name(),
        subject.value(),
        n);
    require(
        !told(design, question) || (0 <= subject.told() && subject.told() < n),
        "%s was told implication %d of %d",
        subject.name(),
        subject.told(),
        n);
  }

  /** Whether the answer is what training said of the implication. */
  static boolean told(Design design, Question question) {
    return question.group() == Group.TRAIN_IMPLICATIONS && design.arm() != Arm.NO_IMPLICATION;
  }

  /** Checks answers; {@code what} says which, such as "before". */
  void scores(String what, AnswerScores scores) {
    int questions = scores.questions().size();
    require(
        scores.logits().length == questions && scores.logProbabilities().length == questions,
        "%s: %d questions, %d rows of logits and %d of log-probabilities",
        what,
        questions,
        scores.logits().length,
        scores.logProbabilities().length);
    for (int i = 0; i < questions; i++) {
      Question question = scores.questions().get(i);
      String at = "%s, '%s'".formatted(what, question.prompt());
      require(asked.contains(question), "%s: not a question of the design", at);
      float[] logits = scores.logits()[i];
      double[] logProbabilities = scores.logProbabilities()[i];
      require(
          logits.length == 2 * n && logProbabilities.length == 2 * n,
          "%s: %d logits and %d log-probabilities for %d candidates",
          at,
          logits.length,
          logProbabilities.length,
          2 * n);
      for (int c = 0; c < 2 * n; c++) {
        number(at, "logit", c, logits[c], Float.isFinite(logits[c]));
        double p = logProbabilities[c];
        number(at, "log-probability", c, p, Double.isFinite(p) && p <= ROUNDING);
      }
    }
  }

  private void number(String at, String what, int candidate, double value, boolean valid) {
    if (!valid) {
      throw ProbeException.numeric(
          "%s, %s: the %s of candidate %d is %s; no rank can be told"
              .formatted(name, at, what, candidate, value));
    }
  }

  @FormatMethod
  private void require(boolean condition, String message, Object... values) {
    if (!condition) {
      throw ProbeException.input(name + ": " + message.formatted(values));
    }
  }

  static boolean permutation(List<Integer> values, int n) {
    return values.size() == n
        && new HashSet<>(values).size() == n
        && values.stream().allMatch(v -> 0 <= v && v < n);
  }
}
