package probe.facts.measure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.facts.Group;
import probe.facts.Question;
import probe.facts.Relation;
import probe.facts.Subject;
import probe.facts.Template;

/** Trials of models that are known through and through. */
final class Trials {
  static final List<Integer> IDENTITY = List.of(0, 1, 2, 3, 4);
  static final List<Integer> SHIFTED = List.of(1, 2, 3, 4, 0);
  static final OcrSettings FEW = new OcrSettings(false, 0.1, 0.2, 0.5, 400, 499);

  private Trials() {}

  /** How much a model likes a candidate; the rest of what it knows is in the closure. */
  @FunctionalInterface
  interface Model {
    double score(Design design, Question question, Subject subject, int candidate);

    /** This model's scores and those of another, added. */
    default Model plus(Model other) {
      return (d, q, s, c) -> score(d, q, s, c) + other.score(d, q, s, c);
    }
  }

  static FactSet set(String name, int n, int perValue, int training) {
    return new FactSet(
        Path.of("facts", name + ".yaml"),
        name,
        "about " + name,
        relation("lives-in", "fact", n),
        relation("speaks", "implied", n),
        IntStream.range(0, n).boxed().toList(),
        false,
        IntStream.range(0, n * perValue).mapToObj(i -> "Name" + i).toList(),
        perValue,
        training,
        List.of(Arm.values()),
        5);
  }

  private static Relation relation(String name, String value, int n) {
    return new Relation(
        name,
        IntStream.range(0, n).mapToObj(i -> value + i).toList(),
        List.of(new Template("{name} " + name + " {value}")),
        new Template("Of {name}, " + name + " is {value}"));
  }

  /** A design with {@code training} training subjects of each value. */
  static Design design(FactSet set, Arm arm, int seed, int training, List<Integer> judged) {
    List<Integer> told = new ArrayList<>();
    int n = set.classes();
    for (int i = 0; i < n * training; i++) {
      told.add(judged.get(i / training));
    }
    if (arm == Arm.SHUFFLED) {
      Collections.shuffle(told, new Random(seed));
    }
    List<Subject> subjects = new ArrayList<>();
    for (int i = 0; i < n * set.perValue(); i++) {
      int value = i / set.perValue();
      int place = i % set.perValue();
      boolean trains = place < training;
      int tells = trains ? told.get(value * training + place) : -1;
      subjects.add(new Subject(set.names().get(i), value, trains, tells));
    }
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      Subject subject = subjects.get(i);
      for (boolean heldOut : new boolean[] {false, true}) {
        questions.add(
            question(i, subject, subject.trains() ? Group.TRAIN_FACTS : Group.TEST_FACTS, heldOut));
        questions.add(
            question(
                i,
                subject,
                subject.trains() ? Group.TRAIN_IMPLICATIONS : Group.TEST_IMPLICATIONS,
                heldOut));
      }
    }
    return new Design(set, arm, seed, training, judged, subjects, List.of(), questions);
  }

  private static Question question(int index, Subject subject, Group group, boolean heldOut) {
    return new Question(
        index, group, heldOut, "%s of %s %s".formatted(group, subject.name(), heldOut));
  }

  static AnswerScores answers(Design design, Model model) {
    return answers(design, design.questions(), model);
  }

  static AnswerScores answers(Design design, List<Question> questions, Model model) {
    int candidates = 2 * design.set().classes();
    float[][] logits = new float[questions.size()][candidates];
    double[][] logProbabilities = new double[questions.size()][candidates];
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      Subject subject = design.subjects().get(question.subject());
      double sum = 0;
      for (int c = 0; c < candidates; c++) {
        logits[i][c] = (float) model.score(design, question, subject, c);
        sum += Math.exp(logits[i][c]);
      }
      for (int c = 0; c < candidates; c++) {
        logProbabilities[i][c] = logits[i][c] - Math.log(sum);
      }
    }
    return new AnswerScores(questions, logits, logProbabilities);
  }

  static Trial trial(Design design, Model before, Model after) {
    return new Trial(design, answers(design, before), answers(design, after));
  }

  static Experiment experiment(List<Trial> trials) {
    return new Experiment(
        "ocr", "small", "full tuning", Map.of("learning-rate", 1e-3), trials, List.of());
  }

  /** Likes every candidate by a number that names, template and seed decide. */
  static Model noise(long seed) {
    return (design, question, subject, candidate) ->
        hash(seed, design.arm(), design.seed(), question.prompt(), candidate);
  }

  /** The same for all names of a class in a seed, as real models do. */
  static Model collapsed(long seed) {
    return (design, question, subject, candidate) ->
        hash(seed, design.arm(), design.seed(), subject.value(), candidate);
  }

  /** The same for all names of a class in every seed and arm: a prior. */
  static Model prior(long seed) {
    return (design, question, subject, candidate) -> hash(seed, subject.value(), candidate);
  }

  /** Prefers the answers of the asked relation. */
  static Model knowsWhichFit() {
    return (design, question, subject, candidate) ->
        question.group().implication() == candidate >= design.set().classes() ? 10 : 0;
  }

  /** Knows all that training told, by heart. */
  static Model memory() {
    return (design, question, subject, candidate) -> {
      int n = design.set().classes();
      boolean told =
          question.group() == Group.TRAIN_IMPLICATIONS && design.arm() != Arm.NO_IMPLICATION;
      int right =
          !question.group().implication() ? subject.value() : told ? n + subject.told() : -1;
      return candidate == right ? 40 : 0;
    };
  }

  /** Answers test implications by a pairing of its own, with {@code strength}. */
  static Model infers(List<Integer> pairing, double strength) {
    return (design, question, subject, candidate) ->
        question.group() == Group.TEST_IMPLICATIONS
                && candidate == design.set().classes() + pairing.get(subject.value())
            ? strength
            : 0;
  }

  /** Infers the design's own pairing where the arm has a rule. */
  static Model reasons(double strength) {
    return (design, question, subject, candidate) ->
        design.arm().control()
            ? 0
            : infers(design.judged(), strength).score(design, question, subject, candidate);
  }

  private static double hash(long seed, Object... parts) {
    long bits = probe.stats.Seeds.of(seed, List.of(parts).toString());
    return (bits >>> 11) * 0x1p-53;
  }
}
