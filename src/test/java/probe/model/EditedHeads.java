package probe.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;

/** The same model with other heads. */
public final class EditedHeads {
  private EditedHeads() {}

  /** The graph gives what {@code operator} makes of the logits, and not the logits themselves. */
  public static ModelProto probabilities(ModelProto model, String operator) {
    GraphProto.Builder out = model.getGraph().toBuilder();
    ValueInfoProto logits = out.getOutput(0);
    out.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .addInput(logits.getName())
            .addOutput("probabilities"));
    out.clearOutput().addOutput(logits.toBuilder().setName("probabilities"));
    return model.toBuilder().setGraph(out).build();
  }

  /** The last MatMul as dynamic int8: DynamicQuantizeLinear, MatMulInteger, Cast, Mul. */
  public static ModelProto int8Head(ModelProto model) {
    GraphProto graph = model.getGraph();
    int last = EditedModel.lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    TensorProto weights = EditedModel.initializer(graph, head.getInput(1));
    float[] values = new float[EditedModel.floats(weights.toBuilder()).remaining()];
    EditedModel.floats(weights.toBuilder()).get(values);
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    byte[] rounded = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (byte) Math.round(values[i] / (largest / 127));
    }
    GraphProto.Builder out = graph.toBuilder().clearNode();
    out.addInitializer(
        weights.toBuilder()
            .setName("head.int8")
            .setDataType(DataType.INT8_VALUE)
            .setRawData(ByteString.copyFrom(rounded)));
    out.addInitializer(
        EditedModel.vector("head.scale", new float[] {largest / 127}).toBuilder().clearDims());
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (i != last) {
        out.addNode(graph.getNode(i));
        continue;
      }
      out.addNode(
          NodeProto.newBuilder()
              .setOpType("DynamicQuantizeLinear")
              .addInput(head.getInput(0))
              .addAllOutput(List.of("head.x", "head.xs", "head.xz")));
      out.addNode(
          NodeProto.newBuilder()
              .setOpType("MatMulInteger")
              .addAllInput(List.of("head.x", "head.int8", "head.xz"))
              .addOutput("head.product"));
      out.addNode(
          NodeProto.newBuilder()
              .setOpType("Cast")
              .addInput("head.product")
              .addOutput("head.float")
              .addAttribute(EditedModel.number("to", DataType.FLOAT_VALUE)));
      out.addNode(EditedModel.binary("Mul", "head.xs", "head.scale", "head.both"));
      out.addNode(EditedModel.binary("Mul", "head.float", "head.both", head.getOutput(0)));
    }
    return model.toBuilder().setGraph(out).build();
  }

  /** The last MatMul as MatMulNBits with 4 bits in blocks of 16. */
  public static ModelProto int4Head(ModelProto model) {
    GraphProto graph = model.getGraph();
    int last = EditedModel.lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    TensorProto weights = EditedModel.initializer(graph, head.getInput(1));
    int rows = (int) weights.getDims(0);
    int columns = (int) weights.getDims(1);
    int block = 16;
    int blocks = rows / block;
    float[] values = new float[rows * columns];
    EditedModel.floats(weights.toBuilder()).get(values);
    byte[] packed = new byte[columns * blocks * block / 2];
    float[] scales = new float[columns * blocks];
    for (int n = 0; n < columns; n++) {
      for (int b = 0; b < blocks; b++) {
        float largest = 0;
        for (int i = 0; i < block; i++) {
          largest = Math.max(largest, Math.abs(values[(b * block + i) * columns + n]));
        }
        float scale = largest / 7;
        scales[n * blocks + b] = scale;
        for (int i = 0; i < block; i++) {
          // without zero points the middle is 8
          int level = Math.round(values[(b * block + i) * columns + n] / scale) + 8;
          packed[(n * blocks + b) * block / 2 + i / 2] |= (byte) (level << (i % 2 * 4));
        }
      }
    }
    GraphProto.Builder out = graph.toBuilder();
    out.addInitializer(
        TensorProto.newBuilder()
            .setName("head.packed")
            .setDataType(DataType.UINT8_VALUE)
            .addDims(columns)
            .addDims(blocks)
            .addDims(block / 2)
            .setRawData(ByteString.copyFrom(packed)));
    out.addInitializer(EditedModel.vector("head.scales", scales));
    out.setNode(
        last,
        NodeProto.newBuilder()
            .setOpType("MatMulNBits")
            .setDomain("com.microsoft")
            .setName("head")
            .addAllInput(List.of(head.getInput(0), "head.packed", "head.scales"))
            .addOutput(head.getOutput(0))
            .addAttribute(EditedModel.number("K", rows))
            .addAttribute(EditedModel.number("N", columns))
            .addAttribute(EditedModel.number("bits", 4))
            .addAttribute(EditedModel.number("block_size", block)));
    return model.toBuilder()
        .setGraph(out)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1))
        .build();
  }

  /** Adds a bias, a scale and a soft cap behind the head. */
  public static ModelProto biasScaleAndSoftcap(
      ModelProto model, float[] bias, float scale, float cap) {
    GraphProto graph = model.getGraph();
    int last = EditedModel.lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    String logits = head.getOutput(0);
    GraphProto.Builder out = graph.toBuilder();
    out.setNode(last, head.toBuilder().setOutput(0, "raw"));
    out.addInitializer(EditedModel.vector("bias", bias));
    out.addInitializer(EditedModel.vector("scale", new float[] {scale}).toBuilder().clearDims());
    out.addInitializer(EditedModel.vector("cap", new float[] {cap}).toBuilder().clearDims());
    out.addNode(EditedModel.binary("Add", "raw", "bias", "biased"));
    out.addNode(EditedModel.binary("Mul", "biased", "scale", "scaled"));
    out.addNode(EditedModel.binary("Div", "scaled", "cap", "small"));
    out.addNode(NodeProto.newBuilder().setOpType("Tanh").addInput("small").addOutput("tanh"));
    out.addNode(EditedModel.binary("Mul", "tanh", "cap", logits));
    return model.toBuilder().setGraph(out).build();
  }

  /** The head as a Gemm over the flattened batch, with the weights in the other orientation. */
  public static ModelProto gemmHead(ModelProto model, int vocabulary) {
    GraphProto graph = model.getGraph();
    int last = EditedModel.lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    TensorProto weights = EditedModel.initializer(graph, head.getInput(1));
    int rows = (int) weights.getDims(0);
    float[] values = new float[rows * vocabulary];
    EditedModel.floats(weights.toBuilder()).get(values);
    float[] turned = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < vocabulary; c++) {
        turned[c * rows + r] = values[r * vocabulary + c];
      }
    }
    GraphProto.Builder out = graph.toBuilder();
    TensorProto.Builder matrix = EditedModel.vector("turned", turned).toBuilder().clearDims();
    out.addInitializer(matrix.addDims(vocabulary).addDims(rows));
    out.addInitializer(EditedModel.vector("bias", new float[vocabulary]));
    out.addInitializer(EditedModel.longs("flat", -1, rows));
    out.setNode(
        last,
        NodeProto.newBuilder()
            .setOpType("Reshape")
            .addInput(head.getInput(0))
            .addInput("flat")
            .addOutput("rows"));
    out.addNode(
        NodeProto.newBuilder()
            .setOpType("Gemm")
            .addAllInput(List.of("rows", "turned", "bias"))
            .addOutput("products")
            .addAttribute(EditedModel.number("transB", 1)));
    out.addNode(NodeProto.newBuilder().setOpType("Shape").addInput("input_ids").addOutput("batch"));
    out.addInitializer(EditedModel.longs("vocabulary", vocabulary));
    out.addNode(
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addInput("batch")
            .addInput("vocabulary")
            .addOutput("full")
            .addAttribute(EditedModel.number("axis", 0)));
    out.addNode(EditedModel.binary("Reshape", "products", "full", head.getOutput(0)));
    return model.toBuilder().setGraph(out).build();
  }

  /** Logits of the last position only. */
  public static ModelProto lastPositionOnly(ModelProto model) {
    GraphProto graph = model.getGraph();
    int last = EditedModel.lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    GraphProto.Builder out = graph.toBuilder();
    out.addInitializer(EditedModel.longs("from", -1));
    out.addInitializer(EditedModel.longs("to", Long.MAX_VALUE));
    out.addInitializer(EditedModel.longs("axis", 1));
    out.addNode(last, slice(head.getInput(0)));
    out.setNode(last + 1, head.toBuilder().setInput(0, "picked"));
    // its shape says every position
    for (int i = 0; i < out.getOutputCount(); i++) {
      if (out.getOutput(i).getName().equals(head.getOutput(0))) {
        out.getOutputBuilder(i).getTypeBuilder().getTensorTypeBuilder().clearShape();
      }
    }
    return model.toBuilder().setGraph(out).build();
  }

  private static NodeProto slice(String tensor) {
    return NodeProto.newBuilder()
        .setOpType("Slice")
        .addAllInput(List.of(tensor, "from", "to", "axis"))
        .addOutput("picked")
        .build();
  }

  /** Logits of the first {@code vocabulary} tokens only. */
  public static ModelProto slicedVocabulary(ModelProto model, int vocabulary) {
    GraphProto graph = model.getGraph();
    int last = EditedModel.lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    GraphProto.Builder out = graph.toBuilder();
    out.addInitializer(EditedModel.longs("from", 0));
    out.addInitializer(EditedModel.longs("to", vocabulary));
    out.addInitializer(EditedModel.longs("axis", 2));
    out.setNode(last, head.toBuilder().setOutput(0, "all"));
    out.addNode(slice("all").toBuilder().setOutput(0, head.getOutput(0)));
    for (ValueInfoProto.Builder value : out.getOutputBuilderList()) {
      value.getTypeBuilder().getTensorTypeBuilder().clearShape();
    }
    return model.toBuilder().setGraph(out).build();
  }
}
