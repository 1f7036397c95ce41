package probe.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The same model with other inputs and names. */
final class EditedInputs {
  private EditedInputs() {}

  /** Every tensor and node under a name that means nothing. */
  static ModelProto renamed(ModelProto model) {
    Map<String, String> names = new HashMap<>(Map.of("", ""));
    UnaryOperator<String> rename =
        name -> names.computeIfAbsent(name, n -> "x" + Integer.toHexString(31 * names.size()));
    GraphProto.Builder graph = model.getGraph().toBuilder().clearValueInfo();
    graph.getInputBuilderList().forEach(v -> v.setName(rename.apply(v.getName())));
    graph.getOutputBuilderList().forEach(v -> v.setName(rename.apply(v.getName())));
    graph.getInitializerBuilderList().forEach(t -> t.setName(rename.apply(t.getName())));
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      node.setName(rename.apply("node " + node.getName()));
      for (int i = 0; i < node.getInputCount(); i++) {
        node.setInput(i, rename.apply(node.getInput(i)));
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        node.setOutput(i, rename.apply(node.getOutput(i)));
      }
    }
    return model.toBuilder().setGraph(graph).build();
  }

  /** A merged decoder: the model in the else branch, a branch that needs a past in the other. */
  static ModelProto merged(ModelProto model, int width, int vocabulary) {
    GraphProto graph = model.getGraph();
    Set<String> outer = new HashSet<>();
    graph.getInputList().forEach(v -> outer.add(v.getName()));
    GraphProto.Builder plain = GraphProto.newBuilder().setName("without");
    plain.addAllNode(graph.getNodeList());
    ValueInfoProto logits = graph.getOutput(0);
    plain.addOutput(logits);
    // the other branch must be legal and must give the same type; it is never taken
    GraphProto.Builder other = GraphProto.newBuilder().setName("with");
    other.addNode(
        NodeProto.newBuilder()
            .setOpType("ReduceMean")
            .addInput("past_key_values.0.key")
            .addOutput("mean")
            .addAttribute(EditedModel.number("keepdims", 0)));
    other.addNode(
        NodeProto.newBuilder()
            .setOpType("Expand")
            .addInput("mean")
            .addInput("any")
            .addOutput("other"));
    other.addOutput(logits.toBuilder().setName("other"));
    GraphProto.Builder out =
        GraphProto.newBuilder()
            .setName("merged")
            .addAllInput(graph.getInputList())
            .addAllInitializer(graph.getInitializerList())
            .addInitializer(EditedModel.longs("any", 1, width, vocabulary))
            .addOutput(logits);
    out.addInput(input("use_cache_branch", DataType.BOOL_VALUE));
    if (!outer.contains("past_key_values.0.key")) {
      ValueInfoProto.Builder past =
          input("past_key_values.0.key", DataType.FLOAT_VALUE).toBuilder();
      past.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().clearDim();
      for (String dim : List.of("batch", "heads", "past", "head")) {
        past.getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder()
            .addDimBuilder()
            .setDimParam(dim);
      }
      out.addInput(past);
    }
    out.addNode(
        NodeProto.newBuilder()
            .setOpType("If")
            .setName("choice")
            .addInput("use_cache_branch")
            .addOutput(logits.getName())
            .addAttribute(branch("then_branch", other.build()))
            .addAttribute(branch("else_branch", plain.build())));
    return model.toBuilder().setGraph(out).build();
  }

  private static AttributeProto branch(String name, GraphProto graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(graph)
        .build();
  }

  private static ValueInfoProto input(String name, int type) {
    TypeProto.Builder tensor = TypeProto.newBuilder();
    tensor
        .getTensorTypeBuilder()
        .setElemType(type)
        .getShapeBuilder()
        .addDimBuilder()
        .setDimValue(1);
    return ValueInfoProto.newBuilder().setName(name).setType(tensor).build();
  }

  /** Token ids, mask and positions as int32, cast inside. */
  static ModelProto int32Inputs(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearNode();
    Map<String, String> cast = new HashMap<>();
    for (ValueInfoProto.Builder value : graph.getInputBuilderList()) {
      var type = value.getTypeBuilder().getTensorTypeBuilder();
      if (type.getElemType() == DataType.INT64_VALUE) {
        type.setElemType(DataType.INT32_VALUE);
        cast.put(value.getName(), value.getName() + ".wide");
        graph.addNode(
            NodeProto.newBuilder()
                .setOpType("Cast")
                .addInput(value.getName())
                .addOutput(value.getName() + ".wide")
                .addAttribute(EditedModel.number("to", DataType.INT64_VALUE)));
      }
    }
    for (NodeProto node : model.getGraph().getNodeList()) {
      NodeProto.Builder copy = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        copy.setInput(i, cast.getOrDefault(node.getInput(i), node.getInput(i)));
      }
      graph.addNode(copy);
    }
    return model.toBuilder().setGraph(graph).build();
  }

  /** Inputs of one row and {@code length} tokens, and no other shape. */
  static ModelProto fixedShape(ModelProto model, int length) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearValueInfo();
    for (ValueInfoProto.Builder value : graph.getInputBuilderList()) {
      var shape = value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
      if (shape.getDimCount() == 2) {
        shape.getDimBuilder(0).clearDimParam().setDimValue(1);
        shape.getDimBuilder(1).clearDimParam().setDimValue(length);
      }
    }
    for (ValueInfoProto.Builder value : graph.getOutputBuilderList()) {
      value.getTypeBuilder().getTensorTypeBuilder().clearShape();
    }
    return model.toBuilder().setGraph(graph).build();
  }

  /** Any number of rows of {@code length} tokens, and no other length. */
  static ModelProto fixedLength(ModelProto model, int length) {
    GraphProto.Builder graph = fixedShape(model, length).getGraph().toBuilder();
    for (ValueInfoProto.Builder value : graph.getInputBuilderList()) {
      var shape = value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
      if (shape.getDimCount() == 2) {
        shape.getDimBuilder(0).clearDimValue().setDimParam("batch");
      }
    }
    return model.toBuilder().setGraph(graph).build();
  }
}
