package probe.tune.replay;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.model.BatchInputs;
import probe.model.ModelConfig;
import probe.model.TokenBatch;
import probe.onnx.Cut;
import probe.onnx.LinearLayer;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;
import probe.onnx.WeightPart;

/**
 * A decoder whose graph PyTorch replays: logits, and gradients of its weights.
 *
 * <p>Only the rows that are asked for reach the head.
 */
final class Replay implements AutoCloseable {
  private final TrainableGraph model;
  private final GraphReplay graph;
  private final BatchInputs inputs;
  private final Torch.Constants constants;
  private final Masters masters;
  private final List<Masters.Master> trained = new ArrayList<>();
  private final List<Masters.Master> frozen = new ArrayList<>();
  private final Parts parts;
  private final Set<String> given;
  private GraphReplay.@Nullable Hook hook;
  private @Nullable States states;

  /** Another cut of the same graph, with the same weights. */
  private record States(List<Integer> layers, GraphReplay graph, List<String> outputs) {}

  /**
   * How to replay.
   *
   * @param trained which weights get gradients
   * @param parts what gets gradients of the other weights
   * @param float64 whether to compute in float64, for checks
   */
  record Options(
      Predicate<Weight> trained,
      List<WeightPart> parts,
      boolean float64,
      int threads,
      Device device) {
    Options(Predicate<Weight> trained, boolean float64, int threads, Device device) {
      this(trained, List.of(), float64, threads, device);
    }

    /** Every weight, float32. */
    static Options all() {
      return new Options(
          weight -> true, false, Runtime.getRuntime().availableProcessors(), Device.cpu());
    }
  }

  Replay(TrainableGraph model, ModelConfig config, Options options) {
    this.model = model;
    Cut cut = model.decoder().cut(List.of(), true);
    GraphProto proto = parse(cut);
    GraphWeights weights = GraphWeights.of(model, proto);
    this.inputs =
        new BatchInputs(
            model.decoder().inputs().stream().filter(i -> cut.inputs().contains(i.name())).toList(),
            config);
    Engine engine = Engine.getEngine("PyTorch");
    JniUtils.setNumThreads(options.threads());
    this.constants =
        new Torch.Constants(
            (PtNDManager) engine.newBaseManager(options.device()),
            options.float64() ? DataType.FLOAT64 : DataType.FLOAT32);
    this.given = weights.initializers();
    this.graph = prepare(proto);
    this.masters = new Masters(constants);
    this.parts = new Parts(constants);
    for (Weight weight : weights.used()) {
      Masters.Master master =
          masters.make(weight.name(), weight.dims(), weight.copies(), weights.values(weight));
      (options.trained().test(weight) ? trained : frozen).add(master);
      for (WeightPart part : options.parts()) {
        if (part.weight().name().equals(weight.name()) && frozen.contains(master)) {
          trained.add(parts.add(part, master, trained.size(), masters, graph.nodes()));
        }
      }
    }
    hook = parts.isEmpty() ? null : parts;
  }

  private GraphReplay prepare(GraphProto proto) {
    try {
      return replay(proto);
    } catch (RuntimeException e) {
      constants.close();
      throw e;
    }
  }

  private GraphReplay replay(GraphProto proto) {
    return new GraphReplay(model.file().path().toString(), proto, model::opset, given, constants);
  }

  private static GraphProto parse(Cut cut) {
    try {
      return ModelProto.parseFrom(cut.model()).getGraph();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a graph that was just written cannot be read", e);
    }
  }

  /** The weights that get gradients, always in the same order. */
  List<Masters.Master> trained() {
    return trained;
  }

  /**
   * Adds low-rank pairs to {@code layers}; A and B of each become trained weights.
   *
   * @param fill the initial A [rank, in]; B starts at 0
   * @throws ProbeException if the output of one of them is not computed by a node of its own
   */
  void addLowRank(List<LinearLayer> layers, int rank, double alpha, RowFiller fill) {
    Map<String, Instruction> makers = new HashMap<>();
    graph.nodes().forEach(node -> makers.put(Linear.product(node), node));
    Map<String, Integer> pairs = new HashMap<>();
    for (LinearLayer layer : layers) {
      String inner = Rewrites.projected(layer.output());
      String output = makers.containsKey(inner) ? inner : layer.output();
      Instruction node = makers.get(output);
      if (node == null || !node.inputs().getFirst().equals(layer.input())) {
        throw ProbeException.model(
            "%s: no adapter can be put on %s, which is not a product of its own in the graph; leave it out of --targets"
                .formatted(model.file().path(), layer.module()));
      }
      pairs.put(output, trained.size());
      Masters.Master a =
          masters.make(LowRankPairs.nameOfA(layer), new long[] {rank, layer.in()}, List.of(), null);
      fill.fill(a.values(), rank, layer.in());
      trained.add(a);
      trained.add(
          masters.make(
              LowRankPairs.nameOfB(layer), new long[] {layer.out(), rank}, List.of(), null));
    }
    GraphReplay.Hook added = new LowRank(alpha / rank, pairs);
    GraphReplay.Hook known = hook;
    hook =
        known == null
            ? added
            : (node, call, output, leaves) ->
                added.apply(node, call, known.apply(node, call, output, leaves), leaves);
  }

  /** Fills a matrix of float32 in native order. */
  @FunctionalInterface
  interface RowFiller {
    void fill(MemorySegment values, long rows, long columns);
  }

  /** The weights that get none. */
  List<Masters.Master> frozen() {
    return frozen;
  }

  /** Rows per batch that the graph insists on, or -1. */
  int fixedRows() {
    return inputs.fixedRows();
  }

  TrainableGraph model() {
    return model;
  }

  /**
   * A run of the graph: its outputs, and after {@link #backward} its gradients; closing it frees
   * all that was computed.
   */
  final class Run implements AutoCloseable {
    private final Torch torch = new Torch(constants);
    private final List<PtNDArray> leaves = new ArrayList<>();
    private final Map<String, PtNDArray> outputs = new HashMap<>();

    /**
     * @param wanted names of outputs
     * @param rows wanted rows of the flattened batch, row * tokens + position
     */
    private Run(
        GraphReplay graph, List<String> wanted, TokenBatch batch, long[] rows, boolean gradients) {
      JniUtils.setGradMode(gradients);
      try {
        parts.update();
        Map<String, PtNDArray> arrays = new HashMap<>();
        for (Masters.Master master : trained) {
          PtNDArray leaf = master.leaf(torch);
          leaf.setRequiresGradient(gradients);
          leaves.add(leaf);
          put(arrays, master, leaf);
        }
        for (Masters.Master master : frozen) {
          put(arrays, master, parts.whole(torch, master, leaves));
        }
        Map<String, HostTensor> feeds = new HashMap<>();
        for (BatchInputs.Filled filled : inputs.of(batch)) {
          feeds.put(filled.input().name(), feed(filled));
        }
        feeds.put(Cut.ROWS, HostTensor.vector(rows));
        graph
            .run(torch, feeds, arrays, Set.copyOf(wanted), leaves, hook)
            .forEach((name, value) -> outputs.put(name, torch.array(value)));
      } catch (RuntimeException e) {
        torch.close();
        throw e;
      }
    }

    private void put(Map<String, PtNDArray> arrays, Masters.Master master, PtNDArray array) {
      for (Weight.Copy copy : master.copies()) {
        arrays.put(
            copy.initializer(),
            copy.transposed() ? torch.own(JniUtils.transpose(array, 0, 1)) : array);
      }
    }

    Torch torch() {
      return torch;
    }

    /** [rows, V]. */
    PtNDArray logits() {
      return java.util.Objects.requireNonNull(outputs.get(Cut.LOGITS));
    }

    /** [rows, width] by the name of the output. */
    Map<String, PtNDArray> outputs() {
      return outputs;
    }

    /**
     * Mean cross-entropy of {@code targets}, one for each row, as a scalar.
     *
     * @param count what to divide the sum by
     */
    PtNDArray loss(long[] targets, long count) {
      PtNDArray logits = logits();
      PtNDArray shares = torch.own(JniUtils.logSoftmax(logits, 1, logits.getDataType()));
      PtNDArray which = torch.array(HostTensor.vector(targets).reshape(targets.length, 1));
      PtNDArray picked = torch.own(JniUtils.gather(shares, which, 1));
      PtNDArray sum = torch.own(JniUtils.sum(picked));
      return torch.own(JniUtils.div(sum, torch.number(-(double) count)));
    }

    /** Gives every leaf the gradient of {@code scalar}. */
    void backward(PtNDArray scalar) {
      JniUtils.backward(scalar, torch.number(1), false, false);
    }

    /** The gradient of trained weight {@code i}, or null where it has none. */
    @Nullable PtNDArray gradient(int i) {
      PtNDArray leaf = leaves.get(i);
      return leaf.hasGradient() ? leaf.getGradient() : null;
    }

    @Override
    public void close() {
      torch.close();
    }
  }

  static HostTensor feed(BatchInputs.Filled filled) {
    int type = filled.input().elementType();
    return HostTensor.isReal(type)
        ? HostTensor.fill(type, filled.shape(), i -> filled.values()[i], i -> 0)
        : HostTensor.ints(type, filled.shape(), filled.values().clone());
  }

  /** Runs {@code batch} and keeps what gradients need if they are wanted. */
  Run run(TokenBatch batch, long[] rows, boolean gradients) {
    return new Run(graph, List.of(Cut.LOGITS), batch, rows, gradients);
  }

  /** Runs {@code batch} to the stream after {@code layers}, as {@code Decoder.cutNormed} has it. */
  Run states(TokenBatch batch, long[] rows, List<Integer> layers) {
    States known = states;
    if (known == null || !known.layers.equals(layers)) {
      Cut cut = model.decoder().cutNormed(layers);
      known = new States(List.copyOf(layers), replay(parse(cut)), cut.outputs());
      states = known;
    }
    return new Run(known.graph, known.outputs, batch, rows, false);
  }

  /** Tokens per row of {@code batch} as it is fed, padding included. */
  int paddedLength(TokenBatch batch) {
    return inputs.paddedLength(batch);
  }

  /** Arrays that live from step to step. */
  int liveArrays() {
    return constants.manager().getManagedArrays().size();
  }

  @Override
  public void close() {
    constants.close();
    masters.close();
  }
}
