package probe.tune;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * The loop: batches in order, a loss and its gradients, an update, a line of metrics; checkpoints
 * in between.
 */
public final class Training {
  // in between, checkpoints take at most this share of the time
  private static final double CHECKPOINT_SHARE = 0.05;
  private static final long SHORTEST_INTERVAL_NANOS = 1_000_000_000L;

  private final Trainee trainee;
  private final TrainingSet rows;
  private final @Nullable TrainingSet validation;
  private final TrainingOptions options;
  private final Map<String, String> settings;
  private final Path folder;
  private final Checkpoint checkpoint;
  private final int total;
  private int saved = -1;
  private long nextSave;

  /** Whoever watches. */
  public interface Listener {
    /** A step is done. */
    void step(StepMetrics metrics);

    /** The validation rows were put to the parameters after {@code step}. */
    void validated(int step, double loss);
  }

  /**
   * How it ended.
   *
   * @param steps updates that were made, those before a resumption included
   * @param finished whether these are all; else it was stopped, and a checkpoint says where
   * @param validationLoss at the end, NaN without validation rows
   */
  public record Outcome(int steps, boolean finished, double validationLoss) {}

  /**
   * Prepares a training; nothing is read or written yet.
   *
   * @param settings every option and input that changes what comes out, by name; a checkpoint with
   *     others is refused
   * @param folder where {@code metrics.jsonl} and {@code checkpoint} go
   */
  public Training(
      Trainee trainee,
      TrainingSet rows,
      @Nullable TrainingSet validation,
      TrainingOptions options,
      Map<String, String> settings,
      Path folder) {
    this.trainee = trainee;
    this.rows = rows;
    this.validation = validation;
    this.options = options;
    this.settings = settings;
    this.folder = folder;
    this.checkpoint = new Checkpoint(checkpointFolder(folder));
    this.total = options.totalSteps(rows.size());
  }

  static Path checkpointFolder(Path folder) {
    return folder.resolve("checkpoint");
  }

  /** Number of updates, those before a resumption included. */
  public int totalSteps() {
    return total;
  }

  /**
   * Steps that a checkpoint in {@code folder} holds ready.
   *
   * @throws ProbeException if {@code resume} and it cannot be gone on with, or not {@code resume}
   *     and it is of a run that was not finished
   */
  public int begin(boolean resume) {
    if (!resume) {
      requireNoUnfinished();
      return 0;
    }
    CheckpointState state = checkpoint.state();
    state.requireSame(settings, checkpoint.folder());
    if (state.step() > total) {
      throw ProbeException.input(
          "--resume: %s is of step %d, this run ends at %d; ask for more steps or epochs"
              .formatted(checkpoint.folder(), state.step(), total));
    }
    return state.step();
  }

  private void requireNoUnfinished() {
    if (!checkpoint.exists()) {
      return;
    }
    CheckpointState state = checkpoint.state();
    if (state.step() > 0 && state.step() < state.totalSteps()) {
      throw ProbeException.input(
          "%s is of a run that was stopped at step %d of %d; go on with --resume, choose another --out, or delete it"
              .formatted(checkpoint.folder(), state.step(), state.totalSteps()));
    }
  }

  /**
   * Trains to the end, or until {@code stop} says so; either way a checkpoint holds the last state.
   *
   * @throws ProbeException if a loss or gradient is not finite; the last checkpoint stays
   */
  public Outcome run(boolean resume, BooleanSupplier stop, Listener listener) {
    int start = begin(resume);
    List<Trainee.Parameter> parameters = trainee.parameters();
    try (Arena arena = Arena.ofShared()) {
      Optimizer optimizer = options.optimizer().open(parameters, arena);
      if (resume) {
        checkpoint.read(parameters, optimizer);
        saved = start;
        nextSave = System.nanoTime() + SHORTEST_INTERVAL_NANOS;
      }
      return run(start, parameters, optimizer, stop, listener);
    }
  }

  private Outcome run(
      int start,
      List<Trainee.Parameter> parameters,
      Optimizer optimizer,
      BooleanSupplier stop,
      Listener listener) {
    GradientNorm norm = new GradientNorm(parameters);
    BatchOrder order =
        new BatchOrder(rows.size(), options.batch(), options.seed(), options.shuffle());
    @Nullable Metrics metrics = null;
    try {
      double validated = Double.NaN;
      if (start > 0) {
        metrics = Metrics.open(folder.resolve("metrics.jsonl"), start);
        validated = validate(metrics, start, stop, listener);
      }
      int step = start;
      for (; step < total && !stop.getAsBoolean(); step++) {
        long began = System.nanoTime();
        TrainingBatch batch = rows.batch(order.rows(step));
        double rate = options.learningRate(step, total);
        double loss;
        double size;
        try (Trainee.Step done = trainee.step(batch, true)) {
          IntFunction<MemorySegment> gradients = done::gradient;
          loss = done.loss();
          requireFinite(step, "loss", loss);
          double scale = 1;
          if (options.clip() > 0) {
            double before = norm.of(gradients);
            requireFinite(step, "gradient's norm", before);
            scale = GradientNorm.clip(before, options.clip());
          }
          // the loss is finite, so the parameters before this update are good
          began += saveIfDue(step, parameters, optimizer);
          size = optimizer.update(step + 1, gradients, rate, scale);
          requireFinite(step, "gradient's norm", size);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        StepMetrics line =
            new StepMetrics(
                step + 1,
                step / options.stepsOfEpoch(rows.size()) + 1,
                loss,
                size,
                rate,
                batch.tokens() / seconds);
        if (metrics == null) {
          metrics = Metrics.open(folder.resolve("metrics.jsonl"), 0);
        }
        metrics.write(line);
        listener.step(line);
        validated = validate(metrics, step + 1, stop, listener);
      }
      save(step, parameters, optimizer);
      return new Outcome(step, step == total, validated);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder.resolve("metrics.jsonl"), e);
    } finally {
      close(metrics);
    }
  }

  private static void close(@Nullable Metrics metrics) {
    try {
      if (metrics != null) {
        metrics.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close metrics.jsonl", e);
    }
  }

  /** At the end of an epoch and of the run, unless that was done or it is stopped meanwhile. */
  private double validate(Metrics metrics, int step, BooleanSupplier stop, Listener listener)
      throws IOException {
    if (validation == null || (step < total && step % options.stepsOfEpoch(rows.size()) != 0)) {
      return Double.NaN;
    }
    if (!Double.isNaN(metrics.validation())) {
      return metrics.validation();
    }
    double loss = loss(validation, stop);
    if (!Double.isNaN(loss)) {
      metrics.addValidation(loss);
      listener.validated(step, loss);
    }
    return loss;
  }

  private double loss(TrainingSet set, BooleanSupplier stop) {
    double sum = 0;
    long targets = 0;
    for (int from = 0; from < set.size(); from += options.batch()) {
      if (stop.getAsBoolean()) {
        return Double.NaN;
      }
      int to = Math.min(set.size(), from + options.batch());
      TrainingBatch batch = set.batch(IntStream.range(from, to).toArray());
      try (Trainee.Step step = trainee.step(batch, false)) {
        sum += step.loss() * step.targets();
        targets += step.targets();
      }
    }
    double loss = sum / targets;
    if (!Double.isFinite(loss)) {
      throw ProbeException.numeric("the validation loss is %s; %s".formatted(loss, advice()));
    }
    return loss;
  }

  private void requireFinite(int step, String what, double value) {
    if (!Double.isFinite(value)) {
      throw ProbeException.numeric(
          "the %s of step %d is %s; %s".formatted(what, step + 1, value, advice()));
    }
  }

  private String advice() {
    return "lower --lr, or set --clip or --warmup%s"
        .formatted(
            saved < 0
                ? ""
                : " (the checkpoint of step %d in %s is the last good one)"
                    .formatted(saved, checkpoint.folder()));
  }

  /** Returns the nanoseconds that it took, which are none of the step's own. */
  private long saveIfDue(int step, List<Trainee.Parameter> parameters, Optimizer optimizer) {
    long began = System.nanoTime();
    if (saved < 0 || began > nextSave) {
      save(step, parameters, optimizer);
    }
    return System.nanoTime() - began;
  }

  private void save(int step, List<Trainee.Parameter> parameters, Optimizer optimizer) {
    if (step == saved) {
      return;
    }
    long began = System.nanoTime();
    int steps = options.stepsOfEpoch(rows.size());
    checkpoint.write(
        new CheckpointState(step, total, step / steps, step % steps * options.batch(), settings),
        parameters,
        optimizer);
    saved = step;
    long now = System.nanoTime();
    nextSave = now + Math.max(SHORTEST_INTERVAL_NANOS, (long) ((now - began) / CHECKPOINT_SHARE));
  }
}
