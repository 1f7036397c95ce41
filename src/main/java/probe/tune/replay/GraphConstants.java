package probe.tune.replay;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a graph before it runs: constants, and whatever follows from them.
 *
 * <p>Quantised weights stay the bytes that they are in the file; what they stand for is computed
 * once, and kept with PyTorch.
 */
final class GraphConstants {
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Map<String, Value> values = new HashMap<>();
  private final Set<String> given;
  private final Literals literals = new Literals();
  private final Torch.Constants torch;

  /**
   * @param given initializers whose values come with every run
   */
  GraphConstants(GraphProto graph, Set<String> given, Torch.Constants torch) {
    this.given = given;
    this.torch = torch;
    for (TensorProto tensor : graph.getInitializerList()) {
      initializers.put(tensor.getName(), tensor);
    }
  }

  /** Takes a Constant node in, as if its value were an initializer. */
  void add(NodeProto node) {
    AttributeProto value = node.getAttribute(0);
    if (value.getName().equals("value")) {
      initializers.put(node.getOutput(0), value.getT());
    } else {
      put(node.getOutput(0), literals.read(node));
    }
  }

  void put(String name, Value value) {
    if (value instanceof HostTensor host) {
      torch.keep(host);
    }
    values.put(name, value);
  }

  /** What {@code name} stands for, or null if that is not known before a run. */
  @Nullable Value get(String name) {
    Value known = values.get(name);
    if (known == null && !given.contains(name) && initializers.containsKey(name)) {
      TensorProto tensor = Objects.requireNonNull(initializers.get(name));
      known =
          QuantisedTensors.holds(tensor.getDataType())
              ? new DeviceTensor(literals.quantised(torch, tensor), true, false)
              : literals.read(tensor);
      put(name, known);
    }
    return known;
  }

  /** Forgets what is not among {@code names}. */
  void retain(Set<String> names) {
    values.keySet().retainAll(names);
  }
}
