package probe.tune;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import probe.Median;
import probe.model.CutSession;
import probe.model.ModelConfig;
import probe.model.Positions;
import probe.model.TokenBatch;
import probe.onnx.Decoder;
import probe.onnx.LinearLayer;
import probe.onnx.TrainableGraph;
import probe.tune.replay.Compute;
import probe.tune.replay.ReplayTrainee;

/** Speed and memory of training steps on a model, beside the parts that they are made of. */
public final class TuneBenchmark {
  private static final int ROWS = 4;
  private static final int TOKENS = 32;
  // the target of a row that states a fact
  private static final int TARGETS = 8;
  private static final int RANK = 8;
  // rounds before those that count: until the JVM has compiled what runs
  private static final int WARM_UP = 10;
  private static final long REST_NANOS = 50_000_000L;

  private final Path model;
  private final int threads;
  private final int rounds;
  private final LongSupplier peak;
  private final TrainingBatch facts;
  private final TrainingBatch texts;

  /**
   * Medians in milliseconds, and memory in megabytes.
   *
   * @param runtimeForward ONNX Runtime's forward pass, logits of all positions
   * @param forward the replay's, but for the last position of each row, without gradients
   * @param both forward and backward pass of the batch with few targets
   * @param full a step of AdamW on every weight, on that batch
   * @param lora a step of AdamW on adapters of rank 8 beside every matrix of the blocks
   * @param loraPeak most resident memory after the steps with adapters
   * @param fullPeak and after all
   */
  public record Times(
      double runtimeForward,
      double forward,
      double both,
      double full,
      double lora,
      long loraPeak,
      long fullPeak) {}

  /**
   * Prepares the benchmark of {@code model}.
   *
   * @param peak tells the most memory that was resident so far, in megabytes
   */
  public TuneBenchmark(Path model, int threads, int rounds, long seed, LongSupplier peak) {
    this.model = model;
    this.threads = threads;
    this.rounds = rounds;
    this.peak = peak;
    Decoder decoder = Decoder.open(model);
    SplittableRandom random = new SplittableRandom(seed);
    List<int[]> ids = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      ids.add(random.ints(TOKENS, 0, decoder.vocabulary()).toArray());
    }
    facts = new TrainingBatch(ids, filled(TOKENS - TARGETS));
    texts = new TrainingBatch(ids, filled(1));
  }

  private static int[] filled(int from) {
    int[] out = new int[ROWS];
    Arrays.fill(out, from);
    return out;
  }

  /** A part of a round. */
  private interface Part {
    void run();
  }

  /** Measures; the parts of a step follow one another in each round, on the same machine. */
  public Times run() {
    double[] lora = new double[rounds];
    TrainableGraph graph = TrainableGraph.open(model);
    ModelConfig config = ModelConfig.beside(graph.file().folder());
    List<LinearLayer> layers =
        graph.projections().stream()
            .filter(
                layer ->
                    layer.role() == LinearLayer.Role.ATTENTION
                        || layer.role() == LinearLayer.Role.MLP)
            .toList();
    try (ReplayTrainee trainee =
        ReplayTrainee.lora(
            graph, config, layers, RANK, 2 * RANK, 1, weight -> false, Compute.cpu(threads))) {
      steps(trainee, lora);
    }
    long loraPeak = peak.getAsLong();
    try (ReplayTrainee trainee =
            ReplayTrainee.of(graph, config, weight -> true, Compute.cpu(threads));
        Arena arena = Arena.ofShared()) {
      double[][] forward = forward(graph, config, trainee);
      double[] both = new double[rounds];
      double[] full = new double[rounds];
      Optimizer optimizer =
          OptimizerOptions.defaults(OptimizerOptions.Kind.ADAMW).open(trainee.parameters(), arena);
      for (int round = -WARM_UP; round < rounds; round++) {
        int number = round + WARM_UP + 1;
        double gradients = millis(() -> trainee.step(facts, true).close());
        double step = millis(() -> update(trainee, optimizer, number));
        if (round >= 0) {
          both[round] = gradients;
          full[round] = step;
        }
      }
      return new Times(
          Median.of(forward[0]),
          Median.of(forward[1]),
          Median.of(both),
          Median.of(full),
          Median.of(lora),
          loraPeak,
          peak.getAsLong());
    }
  }

  /** Times of ONNX Runtime and of the replay, turn by turn: the machine's speed may change. */
  private double[][] forward(TrainableGraph graph, ModelConfig config, ReplayTrainee trainee) {
    double[][] times = new double[2][rounds];
    TokenBatch batch = new TokenBatch(texts.ids());
    try (CutSession session =
        CutSession.logits(graph.decoder(), graph.decoder().cut(List.of(), true), config, threads)) {
      for (int round = -WARM_UP; round < rounds; round++) {
        double runtime = millis(() -> session.run(batch, Positions.ALL));
        rest(); // its threads spin on after each run
        double replay = millis(() -> trainee.forward(texts));
        rest();
        if (round >= 0) {
          times[0][round] = runtime;
          times[1][round] = replay;
        }
      }
    }
    return times;
  }

  private static void rest() {
    LockSupport.parkNanos(REST_NANOS);
  }

  private void steps(Trainee trainee, double[] times) {
    try (Arena arena = Arena.ofShared()) {
      Optimizer optimizer =
          OptimizerOptions.defaults(OptimizerOptions.Kind.ADAMW).open(trainee.parameters(), arena);
      for (int round = -WARM_UP; round < rounds; round++) {
        int number = round + WARM_UP + 1;
        double time = millis(() -> update(trainee, optimizer, number));
        if (round >= 0) {
          times[round] = time;
        }
      }
    }
  }

  private void update(Trainee trainee, Optimizer optimizer, int number) {
    try (Trainee.Step step = trainee.step(facts, true)) {
      optimizer.update(number, step::gradient, 1e-4, 1);
    }
  }

  private static double millis(Part part) {
    long start = System.nanoTime();
    part.run();
    return (System.nanoTime() - start) / 1e6;
  }
}
