package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import probe.model.ModelConfig;
import probe.model.TokenBatch;
import probe.onnx.LinearLayer;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;
import probe.tune.EndStates;
import probe.tune.Trainee;
import probe.tune.TrainingBatch;

/** A decoder in an ONNX file, trained by replaying its graph. */
public final class ReplayTrainee implements Trainee {
  private final Replay replay;
  private final List<Parameter> parameters;

  private ReplayTrainee(Replay replay) {
    this.replay = replay;
    this.parameters =
        replay.trained().stream()
            .map(master -> new Parameter(master.name(), master.dims(), master.values()))
            .toList();
  }

  /**
   * Trains the weights that {@code which} takes.
   *
   * @throws probe.ProbeException if the graph has operators that cannot be replayed
   */
  public static ReplayTrainee of(
      TrainableGraph model, ModelConfig config, Predicate<Weight> which, Compute compute) {
    return of(model, config, Trained.weights(which), compute);
  }

  /**
   * Trains what {@code trained} says. The parameters are whole weights and parts in the order of
   * the file, then A and B of each low-rank change.
   *
   * @throws probe.ProbeException if the graph has operators that cannot be replayed
   */
  public static ReplayTrainee of(
      TrainableGraph model, ModelConfig config, Trained trained, Compute compute) {
    Replay replay =
        new Replay(
            model,
            config,
            new Replay.Options(
                trained.whole(), trained.parts(), false, compute.threads(), compute.torchDevice()));
    try {
      LowRankPairs pairs = trained.pairs();
      if (pairs != null) {
        replay.addLowRank(pairs.layers(), pairs.rank(), pairs.alpha(), pairs.start());
      }
      return new ReplayTrainee(replay);
    } catch (RuntimeException e) {
      replay.close();
      throw e;
    }
  }

  /**
   * Trains low-rank changes of {@code layers}, and the weights that {@code which} takes. A starts
   * uniform within 1 / sqrt(in), as in PEFT, and B at 0, so that the model starts as it is.
   *
   * @param layers the projections that get a low-rank change; A and B of each are parameters, in
   *     their order, after the weights that {@code which} takes
   */
  public static ReplayTrainee lora(
      TrainableGraph model,
      ModelConfig config,
      List<LinearLayer> layers,
      int rank,
      double alpha,
      long seed,
      Predicate<Weight> which,
      Compute compute) {
    LowRankPairs pairs = new LowRankPairs(layers, rank, alpha, 1, seed);
    return of(model, config, new Trained(which, List.of(), pairs), compute);
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Names of the weights that stay as they are. */
  public List<String> frozen() {
    return replay.frozen().stream().map(Masters.Master::name).toList();
  }

  @Override
  public Step step(TrainingBatch batch, boolean gradients) {
    int together = replay.fixedRows() > 0 ? replay.fixedRows() : batch.rows();
    return together >= batch.rows()
        ? new Whole(batch, batch.targets(), gradients)
        : new Added(batch, together, batch.targets(), gradients);
  }

  /** Runs the graph alone, to the logits of the rows that predict targets; for benchmarks. */
  public void forward(TrainingBatch batch) {
    TokenBatch tokens = new TokenBatch(batch.ids());
    replay.run(tokens, Targets.of(batch, 0, batch.rows(), replay).rows(), false).close();
  }

  /**
   * Logits at the end of contexts, with the present parameters.
   *
   * @param last of each context, how many of its last positions
   * @return [sum of last][V], in the order of contexts and positions
   */
  public float[][] logits(List<int[]> contexts, int[] last) {
    List<float[]> out = new ArrayList<>();
    int together = replay.fixedRows() > 0 ? replay.fixedRows() : contexts.size();
    for (int from = 0; from < contexts.size(); from += together) {
      int to = Math.min(contexts.size(), from + together);
      TokenBatch batch = new TokenBatch(contexts.subList(from, to));
      int length = replay.paddedLength(batch);
      List<Long> rows = new ArrayList<>();
      for (int i = from; i < to; i++) {
        int tokens = contexts.get(i).length;
        for (int at = tokens - last[i]; at < tokens; at++) {
          rows.add((long) (i - from) * length + at);
        }
      }
      try (Replay.Run run = replay.run(batch, longs(rows), false)) {
        float[] flat = run.logits().toFloatArray();
        int width = flat.length / rows.size();
        for (int row = 0; row < rows.size(); row++) {
          out.add(Arrays.copyOfRange(flat, row * width, (row + 1) * width));
        }
      }
    }
    return out.toArray(float[][]::new);
  }

  /**
   * States at the last position of contexts, with the present parameters.
   *
   * @param layers of the stream, 0 to the number of blocks
   */
  public EndStates states(List<int[]> contexts, List<Integer> layers) {
    return new ReplayStates(replay, contexts, layers).read();
  }

  /** Which rows of the flattened batch predict which tokens. */
  private record Targets(long[] rows, long[] tokens) {
    static Targets of(TrainingBatch batch, int from, int to, Replay replay) {
      int length = replay.paddedLength(new TokenBatch(batch.ids().subList(from, to)));
      List<Long> rows = new ArrayList<>();
      List<Long> tokens = new ArrayList<>();
      for (int row = from; row < to; row++) {
        int[] ids = batch.ids().get(row);
        for (int at = batch.lossFrom()[row]; at < ids.length; at++) {
          // a token is predicted from the position before it
          rows.add((long) (row - from) * length + at - 1);
          tokens.add((long) ids[at]);
        }
      }
      return new Targets(longs(rows), longs(tokens));
    }
  }

  /**
   * Runs rows {@code from} to {@code to - 1} and adds up their losses, divided by {@code count}.
   */
  private final class Part implements AutoCloseable {
    private final Replay.Run run;
    private final double loss;

    private Part(TrainingBatch batch, int from, int to, int count, boolean gradients) {
      Targets targets = Targets.of(batch, from, to, replay);
      run = replay.run(new TokenBatch(batch.ids().subList(from, to)), targets.rows(), gradients);
      try {
        PtNDArray sum = run.loss(targets.tokens(), count);
        // a loss of -0 is one of 0
        loss = sum.toType(ai.djl.ndarray.types.DataType.FLOAT64, true).toDoubleArray()[0] + 0.0;
        if (gradients) {
          run.backward(sum);
        }
      } catch (RuntimeException e) {
        run.close();
        throw e;
      }
    }

    @Override
    public void close() {
      run.close();
    }
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  /** A batch that runs at once: its gradients are PyTorch's own memory. */
  private final class Whole implements Step {
    private final Part part;
    private final int targets;
    private final Arena zeros = Arena.ofShared();
    // looked up once: several threads read them
    private final List<MemorySegment> gradients = new ArrayList<>();

    private Whole(TrainingBatch batch, int targets, boolean wanted) {
      this.targets = targets;
      this.part = new Part(batch, 0, batch.rows(), targets, wanted);
      for (int i = 0; wanted && i < parameters.size(); i++) {
        MemorySegment gradient = memory(part.run.gradient(i));
        gradients.add(
            gradient != null
                ? gradient
                : zeros.allocate(parameters.get(i).values().byteSize(), Float.BYTES));
      }
    }

    @Override
    public double loss() {
      return part.loss;
    }

    @Override
    public int targets() {
      return targets;
    }

    @Override
    public MemorySegment gradient(int parameter) {
      return gradients.get(parameter);
    }

    @Override
    public void close() {
      part.close();
      zeros.close();
    }
  }

  /** A batch that the graph takes in several runs, whose gradients are added up. */
  private final class Added implements Step {
    private final Arena arena = Arena.ofShared();
    private final List<MemorySegment> sums = new ArrayList<>();
    private final int targets;
    private double loss;

    private Added(TrainingBatch batch, int together, int targets, boolean gradients) {
      this.targets = targets;
      if (gradients) {
        for (Parameter parameter : parameters) {
          sums.add(arena.allocate(parameter.values().byteSize(), Float.BYTES));
        }
      }
      for (int from = 0; from < batch.rows(); from += together) {
        int to = Math.min(batch.rows(), from + together);
        try (Part part = new Part(batch, from, to, targets, gradients)) {
          loss += part.loss;
          for (int i = 0; i < sums.size(); i++) {
            add(memory(part.run.gradient(i)), sums.get(i));
          }
        }
      }
    }

    @Override
    public double loss() {
      return loss;
    }

    @Override
    public int targets() {
      return targets;
    }

    @Override
    public MemorySegment gradient(int parameter) {
      return sums.get(parameter);
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  private static void add(@Nullable MemorySegment part, MemorySegment sum) {
    if (part == null) {
      return;
    }
    for (long i = 0; i < sum.byteSize() / Float.BYTES; i++) {
      sum.setAtIndex(
          ValueLayout.JAVA_FLOAT,
          i,
          sum.getAtIndex(ValueLayout.JAVA_FLOAT, i) + part.getAtIndex(ValueLayout.JAVA_FLOAT, i));
    }
  }

  /** The memory of {@code gradient}, which autograd keeps in the order of its weight. */
  private static @Nullable MemorySegment memory(@Nullable PtNDArray gradient) {
    return gradient == null
        ? null
        : MemorySegment.ofBuffer(gradient.toByteBuffer(!gradient.getDevice().isGpu()));
  }

  @Override
  public void close() {
    replay.close();
  }
}
