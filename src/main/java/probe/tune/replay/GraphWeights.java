package probe.tune.replay;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.onnx.TensorReader;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;

/** The weights of a model that one cut of its graph holds. */
final class GraphWeights {
  private final TensorReader reader = new TensorReader();
  private final TrainableGraph model;
  private final List<Weight> used;
  private final Map<String, TensorProto> tensors;

  private GraphWeights(TrainableGraph model, List<Weight> used, Map<String, TensorProto> tensors) {
    this.model = model;
    this.used = used;
    this.tensors = tensors;
  }

  static GraphWeights of(TrainableGraph model, GraphProto cut) {
    Map<String, TensorProto> initializers = new HashMap<>();
    cut.getInitializerList().forEach(t -> initializers.put(t.getName(), t));
    for (NodeProto node : cut.getNodeList()) {
      if (node.getOpType().equals("Constant") && node.getAttribute(0).hasT()) {
        initializers.put(node.getOutput(0), node.getAttribute(0).getT());
      }
    }
    List<Weight> used = new ArrayList<>();
    Map<String, TensorProto> tensors = new LinkedHashMap<>();
    for (Weight weight : model.weights()) {
      boolean reached = false;
      for (Weight.Copy copy : weight.copies()) {
        TensorProto tensor = initializers.get(copy.initializer());
        if (tensor != null) {
          tensors.put(copy.initializer(), tensor);
          reached = true;
        }
      }
      if (reached) {
        used.add(weight);
      }
    }
    return new GraphWeights(model, used, tensors);
  }

  /** Those that the cut holds a copy of, in the model's order. */
  List<Weight> used() {
    return used;
  }

  /** Names of their copies in the cut. */
  Set<String> initializers() {
    return Set.copyOf(tensors.keySet());
  }

  /** What the file holds of {@code weight}; null where its type is not known. */
  TrainableGraph.@Nullable Constant values(Weight weight) {
    TensorProto tensor = tensors.get(weight.name());
    return tensor == null ? model.constant(weight.name()) : reader.read(tensor);
  }
}
