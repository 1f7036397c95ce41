package probe.ocr;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import probe.facts.AnswerScores;
import probe.facts.Design;
import probe.facts.FactTokens;
import probe.facts.Question;
import probe.facts.Statement;
import probe.facts.Subject;
import probe.facts.measure.Checkpoint;
import probe.facts.measure.Trial;
import probe.model.Device;
import probe.ocr.inside.InsideReader;
import probe.stats.Seeds;
import probe.tune.GraphTuning;
import probe.tune.MemoryTraining;
import probe.tune.Method;
import probe.tune.TrainingOptions;
import probe.tune.TrainingSet;
import probe.tune.TuneOptions;
import probe.tune.Tuning;

/** Trains a model on what a design tells, and asks it before, on the way and after. */
final class Trainings {
  // shares of the way at which questions are put: denser at first, where most happens
  private static final double[] SHARES = {0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1};

  private final Path model;
  private final Device device;
  private final int threads;
  private final OcrMethod.Tune method;
  private final long seed;

  Trainings(Path model, Device device, int threads, OcrMethod.Tune method, long seed) {
    this.model = model;
    this.device = device;
    this.threads = threads;
    this.method = method;
    this.seed = seed;
  }

  /**
   * Trains a copy of the model.
   *
   * @param before the base model's answers, by prompt
   * @param inside whether to look at what changes inside
   */
  Done run(Job job, FactTokens tokens, Map<String, Scoring.Answer> before, boolean inside) {
    Design design = job.design();
    // the arms of a seed start alike
    long own = Seeds.of(seed, job.seed());
    TuneOptions opening = new TuneOptions(model, method(job, tokens), device, threads, own);
    try (GraphTuning tuning = GraphTuning.open(opening)) {
      InsideReader reader = inside ? InsideReader.before(tuning, design, tokens, own) : null;
      Trial trial = tuned(design, tokens, tuning, method.training().withSeed(own), before);
      return new Done(trial, reader == null ? null : reader.after());
    }
  }

  private Method method(Job job, FactTokens tokens) {
    return method.rows() && method.method() instanceof Method.Lora lora
        ? new Method.Lora(
            lora.rank(), lora.alpha(), lora.targets(), Rows.of(job.set(), tokens), lora.initScale())
        : method.method();
  }

  private Trial tuned(
      Design design,
      FactTokens tokens,
      Tuning model,
      TrainingOptions options,
      Map<String, Scoring.Answer> before) {
    TrainingSet rows = rows(design, tokens);
    Scoring scoring = new Scoring(tokens, model::logits);
    int total = options.totalSteps(rows.size());
    TreeSet<Integer> steps = new TreeSet<>();
    for (double share : SHARES) {
      steps.add((int) Math.max(1, Math.round(share * total)));
    }
    List<Question> asked =
        design.questions().stream().filter(question -> !question.heldOut()).toList();
    List<Checkpoint> course = new ArrayList<>();
    int epoch = Math.ceilDiv(rows.size(), options.batch());
    double[] losses = new double[epoch];
    MemoryTraining.run(
        model.trainee(),
        rows,
        options,
        (step, loss) -> {
          if (steps.contains(step)) {
            course.add(new Checkpoint(step, scoring.score(asked, Question::prompt)));
          }
          losses[(step - 1) % epoch] = loss;
          return step % epoch != 0 || mean(losses) >= method.stopLoss();
        });
    AnswerScores after = scoring.score(design.questions(), Question::prompt);
    return new Trial(design, before(design, before), after, course);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** What the base model answers. */
  static AnswerScores before(Design design, Map<String, Scoring.Answer> answers) {
    return Scoring.collect(
        design.questions(),
        design.questions().stream()
            .map(question -> Objects.requireNonNull(answers.get(question.prompt())))
            .toList());
  }

  /** The statements in tokens; only the answers' count. */
  private static TrainingSet rows(Design design, FactTokens tokens) {
    List<int[]> ids = new ArrayList<>();
    int[] lossFrom = new int[design.statements().size()];
    for (Statement statement : design.statements()) {
      int[] prompt = tokens.prompt(statement.prompt());
      Subject subject = design.subjects().get(statement.subject());
      int candidate =
          statement.group().implication()
              ? design.set().classes() + subject.told()
              : subject.value();
      int[] answer = tokens.answers(statement.prompt())[candidate];
      int[] row = Arrays.copyOf(prompt, prompt.length + answer.length);
      System.arraycopy(answer, 0, row, prompt.length, answer.length);
      lossFrom[ids.size()] = prompt.length;
      ids.add(row);
    }
    return new TrainingSet(ids, lossFrom, 0);
  }
}
