package probe.tune.replay;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * An ONNX graph that PyTorch runs node by node, with gradients.
 *
 * <p>Nodes that depend on no weight run in plain Java, once at the start where they depend on no
 * input either.
 */
final class GraphReplay {
  private final String model;
  private final List<Instruction> all = new ArrayList<>();
  private final List<Instruction> nodes = new ArrayList<>();
  private final GraphConstants constants;
  // names that no later node reads, by node
  private final List<List<String>> lastUses = new ArrayList<>();

  /** Changes what a node gives: adapters. */
  @FunctionalInterface
  interface Hook {
    /** The output to use instead of {@code output}, made with the step's {@code leaves}. */
    PtNDArray apply(Instruction node, Call call, PtNDArray output, List<PtNDArray> leaves);
  }

  /**
   * Prepares {@code graph}.
   *
   * @param model how messages name the model
   * @param opsets version of each domain
   * @param given initializers whose values come with every run, as arrays
   * @param kept where constants stay
   * @throws ProbeException if it has operators that cannot be replayed
   */
  GraphReplay(
      String model,
      GraphProto graph,
      ToLongFunction<String> opsets,
      Set<String> given,
      Torch.Constants kept) {
    this.model = model;
    this.constants = new GraphConstants(graph, given, kept);
    for (NodeProto node : BlindRows.nodes(graph, Linear.nodes(graph))) {
      if (node.getOpType().equals("Constant")) {
        constants.add(node);
      } else {
        for (NodeProto part : Rewrites.of(node)) {
          all.add(Instruction.of(part, opsets.applyAsLong(part.getDomain())));
        }
      }
    }
    Operators.require(all, model);
    JniUtils.setGradMode(false);
    try (Torch torch = new Torch(kept)) {
      for (Instruction node : all) {
        if (!fold(torch, node)) {
          nodes.add(node);
        }
      }
    }
    findUses(graph);
  }

  /** Runs {@code node} now if nothing about it can change; false if something can. */
  private boolean fold(Torch torch, Instruction node) {
    List<@Nullable Value> inputs = new ArrayList<>();
    for (String name : node.inputs()) {
      Value known = name.isEmpty() ? null : constants.get(name);
      if (known == null && !name.isEmpty()) {
        return false;
      }
      inputs.add(known);
    }
    List<? extends @Nullable Value> outputs = run(torch, node, inputs, List.of(), null);
    for (int i = 0; i < outputs.size() && i < node.outputs().size(); i++) {
      Value output = outputs.get(i);
      if (output instanceof DeviceTensor device) {
        constants.put(
            node.outputs().get(i), new DeviceTensor(torch.last(device.array()), true, false));
      } else if (output != null) {
        constants.put(node.outputs().get(i), output);
      }
    }
    return true;
  }

  private void findUses(GraphProto graph) {
    Set<String> outputs = new HashSet<>();
    graph.getOutputList().forEach(output -> outputs.add(output.getName()));
    Set<String> later = new HashSet<>(outputs);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.set(i, nodes.get(i).withOutputs(later));
      List<String> last = new ArrayList<>();
      for (String name : nodes.get(i).inputs()) {
        if (!name.isEmpty() && later.add(name)) {
          last.add(name);
        }
      }
      lastUses.addFirst(last);
    }
    // before the first node, all that anybody reads
    constants.retain(later);
  }

  /** Every node, those too that never run again because nothing about them can change. */
  List<Instruction> nodes() {
    return all;
  }

  /**
   * Runs the graph.
   *
   * @param feeds values of the graph's inputs
   * @param arrays values of the initializers that are given
   * @param leaves what gets gradients, for {@code hook}
   * @return every value that {@code wanted} names
   * @throws ProbeException if a node fails
   */
  Map<String, Value> run(
      Torch torch,
      Map<String, HostTensor> feeds,
      Map<String, PtNDArray> arrays,
      Set<String> wanted,
      List<PtNDArray> leaves,
      @Nullable Hook hook) {
    Map<String, Value> values = new HashMap<>(feeds);
    boolean traced = JniUtils.isGradMode();
    arrays.forEach((name, array) -> values.put(name, new DeviceTensor(array, true, traced)));
    for (int i = 0; i < nodes.size(); i++) {
      Instruction node = nodes.get(i);
      List<@Nullable Value> inputs = new ArrayList<>(node.inputs().size());
      for (String name : node.inputs()) {
        inputs.add(name.isEmpty() ? null : value(values, name));
      }
      List<? extends @Nullable Value> outputs = run(torch, node, inputs, leaves, hook);
      for (int k = 0; k < outputs.size() && k < node.outputs().size(); k++) {
        Value output = outputs.get(k);
        if (output == null) {
          continue;
        }
        if (output instanceof DeviceTensor device && device.kept()) {
          // the same array under two names: neither may close it
          for (String name : node.inputs()) {
            values.computeIfPresent(name, (n, v) -> isSame(v, device) ? device : v);
          }
        }
        values.put(node.outputs().get(k), output);
      }
      for (String name : lastUses.get(i)) {
        if (!wanted.contains(name)
            && values.remove(name) instanceof DeviceTensor device
            && !device.kept()) {
          device.array().close();
        }
      }
    }
    Map<String, Value> out = new HashMap<>();
    for (String name : wanted) {
      out.put(name, value(values, name));
    }
    return out;
  }

  private Value value(Map<String, Value> values, String name) {
    Value value = values.get(name);
    if (value == null) {
      value = constants.get(name);
    }
    if (value == null) {
      throw new IllegalStateException(model + ": nothing makes " + name);
    }
    return value;
  }

  private List<? extends @Nullable Value> run(
      Torch torch,
      Instruction node,
      List<@Nullable Value> inputs,
      List<PtNDArray> leaves,
      @Nullable Hook hook) {
    if (node.op().equals("Shape") && inputs.getFirst() != null) {
      return List.of(HostMoves.shape(node, inputs.getFirst().dims()));
    }
    if (node.op().equals("Size") && inputs.getFirst() != null) {
      return List.of(HostTensor.scalar(HostTensor.count(inputs.getFirst().dims())));
    }
    HostOp host = Operators.host(node);
    DeviceOp device = Operators.device(node);
    if (host != null && (device == null || isWhole(inputs))) {
      List<@Nullable HostTensor> tensors = new ArrayList<>();
      for (Value input : inputs) {
        tensors.add(input == null ? null : fixed(torch, node, input));
      }
      return run(node, host, tensors);
    }
    if (device == null) {
      throw new IllegalStateException("no operator for " + node.describe());
    }
    return run(torch, node, device, inputs, leaves, hook);
  }

  /**
   * Whether {@code inputs} belong in plain Java: because they are there, or because they are whole
   * numbers, whose arithmetic is ONNX's there.
   */
  private static boolean isWhole(List<@Nullable Value> inputs) {
    boolean whole = true;
    boolean plain = true;
    for (Value input : inputs) {
      if (input instanceof DeviceTensor device) {
        plain = false;
        whole &= device.array().getDataType() == DataType.INT64;
      } else if (input instanceof HostTensor tensor) {
        whole &= !tensor.isReal();
      }
    }
    return plain || whole;
  }

  /** An input in plain Java, which cuts gradients off. */
  private HostTensor fixed(Torch torch, Instruction node, Value input) {
    if (input instanceof DeviceTensor tensor && tensor.traced() && !Operators.isFlat(node)) {
      throw ProbeException.model(
          "%s: a gradient would have to flow through %s, which has none here"
              .formatted(model, node.describe()));
    }
    return torch.host(input);
  }

  private List<HostTensor> run(Instruction node, HostOp op, List<@Nullable HostTensor> inputs) {
    try {
      return op.apply(new HostCall(node, inputs));
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw failed(node, e);
    }
  }

  private List<@Nullable DeviceTensor> run(
      Torch torch,
      Instruction node,
      DeviceOp op,
      List<@Nullable Value> inputs,
      List<PtNDArray> leaves,
      @Nullable Hook hook) {
    try {
      torch.mark();
      Call call = new Call(node, inputs, torch);
      List<@Nullable PtNDArray> arrays = op.apply(call);
      List<@Nullable DeviceTensor> outputs = new ArrayList<>(arrays.size());
      for (int i = 0; i < arrays.size(); i++) {
        PtNDArray array = arrays.get(i);
        if (array == null) {
          outputs.add(null);
          continue;
        }
        if (i == 0 && hook != null) {
          array = hook.apply(node, call, array, leaves);
        }
        boolean known = keep(array, inputs);
        // one of the inputs belongs to whom it belonged to
        outputs.add(
            new DeviceTensor(known ? array : torch.own(array), known, traced(array, inputs)));
      }
      List<@Nullable PtNDArray> kept = new ArrayList<>();
      outputs.forEach(output -> kept.add(output == null ? null : output.array()));
      inputs.forEach(input -> kept.add(input instanceof DeviceTensor d ? d.array() : null));
      torch.release(kept);
      return outputs;
    } catch (IllegalArgumentException
        | UnsupportedOperationException
        | ai.djl.engine.EngineException e) {
      throw failed(node, e);
    }
  }

  /**
   * Whether {@code array} is one of the inputs under another name, and must not be closed twice.
   */
  private static boolean keep(PtNDArray array, List<@Nullable Value> inputs) {
    for (Value input : inputs) {
      if (input instanceof DeviceTensor device && isSame(device.array(), array)) {
        return true;
      }
    }
    return false;
  }

  private static boolean traced(PtNDArray array, List<@Nullable Value> inputs) {
    return array.getDataType().isFloating()
        && inputs.stream().anyMatch(v -> v instanceof DeviceTensor device && device.traced());
  }

  private static boolean isSame(Value value, DeviceTensor other) {
    return value instanceof DeviceTensor device && isSame(device.array(), other.array());
  }

  @SuppressWarnings("ReferenceEquality") // equals compares all elements
  private static boolean isSame(PtNDArray a, PtNDArray b) {
    return a == b;
  }

  private ProbeException failed(Instruction node, RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return ProbeException.model(
        "%s: %s cannot be replayed: %s"
            .formatted(model, node.describe(), end < 0 ? message : message.substring(0, end)),
        e);
  }
}
