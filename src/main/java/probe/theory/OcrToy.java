package probe.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.algebra.Dense;
import probe.algebra.SingularValues;
import probe.stats.Seeds;

/** Trains a one-layer model on facts and implications with AdamW, and asks what it inferred. */
public final class OcrToy {
  /** Questions of each group in a batch, as in the paper's code: 84 of each of three. */
  static final int PER_GROUP = 84;

  /** The attention of every token before training, as in the paper's code for the product. */
  private static final double ATTENTION = 1e-4;

  // sequences with other noise that each question is scored on
  private static final int NOISES = 8;
  private static final int LOGS = 40;
  // nearer than this share of the largest, logits are the same but for rounding
  private static final double TIE = 1e-9;
  private static final List<OcrTask.Group> TAUGHT =
      List.of(
          OcrTask.Group.TRAIN_FACTS, OcrTask.Group.TRAIN_IMPLICATIONS, OcrTask.Group.TEST_FACTS);

  private final OcrOptions options;
  private final OcrTask task;
  private final long seed;
  private final OneLayer model;
  private final Map<OcrTask.Group, OcrBatch> scored = new EnumMap<>(OcrTask.Group.class);

  private OcrToy(OcrOptions options, long seed) {
    this.options = options;
    this.task = options.task();
    this.seed = seed;
    this.model = start(options, seed);
    SplittableRandom random = Seeds.random(seed, "evaluation");
    for (OcrTask.Group group : OcrTask.Group.values()) {
      if (!task.questions(group).isEmpty()) {
        scored.put(
            group,
            options.learnedAttention()
                ? OcrBatch.noisy(task, group, NOISES, random)
                : OcrBatch.plain(task, List.of(group)));
      }
    }
  }

  /** Trains one model; {@code progress} hears of every step. */
  public static OcrOutcome train(OcrOptions options, long seed, IntConsumer progress) {
    return new OcrToy(options, seed).run(progress);
  }

  private static OneLayer start(OcrOptions options, long seed) {
    OcrTask task = options.task();
    SplittableRandom random = Seeds.random(seed, "weights");
    double[] attention = new double[task.inputs()];
    Arrays.fill(attention, options.learnedAttention() ? ATTENTION : 1);
    return switch (options.model()) {
      case FACTORISED ->
          OneLayer.factorised(task, options.headDimension(), options.init(), attention, random);
      case PRODUCT -> OneLayer.product(task, options.init(), attention);
    };
  }

  private OcrOutcome run(IntConsumer progress) {
    SplittableRandom random = Seeds.random(seed, "batches");
    List<List<MarginProblem.Point>> groups =
        TAUGHT.stream().map(task::questions).filter(some -> !some.isEmpty()).toList();
    @Nullable OcrBatch whole = options.learnedAttention() ? null : OcrBatch.plain(task, TAUGHT);
    Adam attention = adam(model.attention.length);
    Adam values = adam(model.values.values().length);
    @Nullable Adam outputs = model.outputs == null ? null : adam(model.outputs.values().length);
    List<OcrOutcome.Logged> curve = new ArrayList<>();
    for (int step = 0; step < options.steps(); step++) {
      if (logs(step)) {
        curve.add(log(step));
      }
      OneLayer.Gradient gradient =
          model.gradient(whole != null ? whole : OcrBatch.drawn(task, groups, PER_GROUP, random));
      if (!Double.isFinite(gradient.loss())) {
        throw ProbeException.numeric(
            "the loss of the %s model is %s at step %d with seed %d; try a lower --lr than %s"
                .formatted(options.model(), gradient.loss(), step, seed, options.learningRate()));
      }
      if (whole == null) {
        attention.step(model.attention, gradient.attention());
      }
      values.step(model.values.values(), gradient.values());
      if (outputs != null && model.outputs != null && gradient.outputs() != null) {
        outputs.step(model.outputs.values(), gradient.outputs());
      }
      progress.accept(step + 1);
    }
    curve.add(log(options.steps()));
    return outcome(curve);
  }

  private Adam adam(int size) {
    return new Adam(size, options.learningRate(), options.weightDecay());
  }

  private boolean logs(int step) {
    return step % Math.max(1, options.steps() / LOGS) == 0;
  }

  private OcrOutcome.Logged log(int step) {
    double[] losses = new double[OcrTask.Group.values().length];
    Arrays.fill(losses, Double.NaN); // a group without questions has no loss
    scored.forEach((group, batch) -> losses[group.index()] = loss(batch));
    return new OcrOutcome.Logged(step, losses, ranks()[0]);
  }

  private double loss(OcrBatch batch) {
    Dense logits = model.logits(batch);
    double sum = 0;
    for (int i = 0; i < batch.rows(); i++) {
      sum +=
          batch.weights()[i]
              * Softmax.lossAndGradient(logits.row(i), batch.questions().get(i).answer(), 1);
    }
    return sum;
  }

  /** Mean rank and accuracy of the test implications among the implications. */
  private double[] ranks() {
    OcrBatch batch = scored.get(OcrTask.Group.TEST_IMPLICATIONS);
    if (batch == null) {
      throw new IllegalStateException("every problem has test implications");
    }
    int n = task.problem().classes();
    Dense logits = model.logits(batch);
    double rank = 0;
    double right = 0;
    for (int i = 0; i < batch.rows(); i++) {
      int answer = batch.questions().get(i).answer();
      double own = logits.at(i, answer);
      double largest = 0;
      for (int a = n; a < 2 * n; a++) {
        largest = Math.max(largest, Math.abs(logits.at(i, a)));
      }
      double above = 0;
      for (int a = n; a < 2 * n; a++) {
        double lead = logits.at(i, a) - own;
        if (a != answer && lead >= -TIE * largest) {
          above += lead > TIE * largest ? 1 : .5;
        }
      }
      rank += above;
      right += above == 0 ? 1 : 0;
    }
    return new double[] {rank / batch.rows(), right / batch.rows()};
  }

  private OcrOutcome outcome(List<OcrOutcome.Logged> curve) {
    MarginProblem problem = task.problem();
    Dense attended = model.attended();
    Dense map = Dense.zeros(problem.inputs(), problem.answers());
    for (int v = 0; v < map.rows(); v++) {
      System.arraycopy(
          attended.values(), v * task.tokens(), map.values(), v * map.columns(), map.columns());
    }
    int n = problem.classes();
    double train = MarginProblem.margin(map, problem.training(), 0, 2 * n);
    double test = MarginProblem.margin(map, problem.test(), n, 2 * n);
    double[] ranks = ranks();
    return new OcrOutcome(
        options,
        seed,
        curve.getLast().losses(),
        ranks[0],
        ranks[1],
        train,
        test,
        train > 0 ? test / train : Double.NaN,
        SingularValues.of(map),
        map,
        curve);
  }
}
