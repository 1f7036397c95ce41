package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
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
  private final List<Instruction> nodes = new ArrayList<>();
  private final Map<String, Value> constants = new HashMap<>();
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Set<String> given;
  private final Literals literals = new Literals();
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
   * @throws ProbeException if it has operators that cannot be replayed
   */
  GraphReplay(String model, GraphProto graph, ToLongFunction<String> opsets, Set<String> given) {
    this.model = model;
    this.given = given;
    for (TensorProto tensor : graph.getInitializerList()) {
      initializers.put(tensor.getName(), tensor);
    }
    List<Instruction> all = new ArrayList<>();
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Constant")) {
        constants.put(node.getOutput(0), literals.read(node));
      } else {
        all.add(Instruction.of(node, opsets.applyAsLong(node.getDomain())));
      }
    }
    Operators.require(all, model);
    for (Instruction node : all) {
      if (!fold(node)) {
        nodes.add(node);
      }
    }
    findLastUses(graph);
  }

  /** Runs {@code node} now if nothing about it can change; false if something can. */
  private boolean fold(Instruction node) {
    HostOp op = Operators.host(node);
    if (op == null) {
      return false;
    }
    List<@Nullable HostTensor> inputs = new ArrayList<>();
    for (String name : node.inputs()) {
      if (name.isEmpty()) {
        inputs.add(null);
      } else if (constant(name) instanceof HostTensor host) {
        inputs.add(host);
      } else {
        return false;
      }
    }
    List<HostTensor> outputs = run(node, op, inputs);
    for (int i = 0; i < outputs.size(); i++) {
      constants.put(node.outputs().get(i), outputs.get(i));
    }
    return true;
  }

  private @Nullable Value constant(String name) {
    Value known = constants.get(name);
    if (known == null && !given.contains(name) && initializers.containsKey(name)) {
      known = literals.read(java.util.Objects.requireNonNull(initializers.get(name)));
      constants.put(name, known);
    }
    return known;
  }

  private void findLastUses(GraphProto graph) {
    Set<String> later = new HashSet<>();
    graph.getOutputList().forEach(output -> later.add(output.getName()));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      List<String> last = new ArrayList<>();
      for (String name : nodes.get(i).inputs()) {
        if (!name.isEmpty() && later.add(name)) {
          last.add(name);
        }
      }
      lastUses.addFirst(last);
    }
  }

  List<Instruction> nodes() {
    return nodes;
  }

  /** Keeps the constants that PyTorch needs with it, so that they are handed over once. */
  void keepConstants(Torch.Constants torch) {
    for (Instruction node : nodes) {
      for (String name : node.inputs()) {
        if (constant(name) instanceof HostTensor host && host.isReal()) {
          torch.keep(host);
        }
      }
    }
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
    arrays.forEach((name, array) -> values.put(name, new DeviceTensor(array, true)));
    for (int i = 0; i < nodes.size(); i++) {
      Instruction node = nodes.get(i);
      List<@Nullable Value> inputs = new ArrayList<>(node.inputs().size());
      for (String name : node.inputs()) {
        inputs.add(name.isEmpty() ? null : value(values, name));
      }
      List<? extends Value> outputs = run(torch, node, inputs, leaves, hook);
      for (int k = 0; k < outputs.size() && k < node.outputs().size(); k++) {
        Value output = outputs.get(k);
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
      value = constant(name);
    }
    if (value == null) {
      throw new IllegalStateException(model + ": nothing makes " + name);
    }
    return value;
  }

  private List<? extends Value> run(
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
    boolean plain = inputs.stream().allMatch(v -> v == null || v instanceof HostTensor);
    if (host != null && (plain || device == null)) {
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

  /** An input in plain Java, which cuts gradients off. */
  private HostTensor fixed(Torch torch, Instruction node, Value input) {
    if (input instanceof DeviceTensor tensor && JniUtils.requiresGrad(tensor.array())) {
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

  private List<DeviceTensor> run(
      Torch torch,
      Instruction node,
      DeviceOp op,
      List<@Nullable Value> inputs,
      List<PtNDArray> leaves,
      @Nullable Hook hook) {
    try {
      Call call = new Call(node, inputs, torch);
      List<PtNDArray> arrays = op.apply(call);
      List<DeviceTensor> outputs = new ArrayList<>(arrays.size());
      for (int i = 0; i < arrays.size(); i++) {
        PtNDArray array = arrays.get(i);
        if (i == 0 && hook != null) {
          array = hook.apply(node, call, array, leaves);
        }
        outputs.add(new DeviceTensor(torch.own(array), keep(array, inputs)));
      }
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
