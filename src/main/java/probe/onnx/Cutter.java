package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import probe.ProbeException;

/** Cuts a decoder's graph down to its states, its head or its embedding. */
final class Cutter {
  private final ModelProto flat;
  private final Graph graph;
  private final Constants constants;
  private final Head head;
  private final ResidualStream stream;

  Cutter(ModelProto flat, Graph graph, Constants constants, Head head, ResidualStream stream) {
    this.flat = flat;
    this.graph = graph;
    this.constants = constants;
    this.head = head;
    this.stream = stream;
  }

  /**
   * Down to states and logits at the rows that {@link Cut#ROWS} picks.
   *
   * @param wholeHead whether the head must see all rows even where few are wanted
   */
  Cut states(List<Integer> layers, boolean logits, boolean wholeHead) {
    Cut.Builder cut = new Cut.Builder(flat);
    cut.input(Cut.ROWS, DataType.INT64_VALUE, "rows");
    for (int layer : layers) {
      String gathered = Cut.hidden(layer) + ".rows";
      cut.gather(
              floatSite(cut, layer),
              layer == stream.blocks() ? head.width() : stream.width(),
              gathered)
          .output(gathered, Cut.hidden(layer));
    }
    if (logits) {
      String gathered = Cut.LOGITS + ".rows";
      if (wholeHead) {
        // a scale that is chosen from all rows must see all rows
        String all =
            new HeadCopy(graph, constants, cut, head.lambda().tensor(), head.lambda().tensor())
                .upTo(head.logits());
        cut.gather(all, head.vocabulary(), gathered);
      } else {
        String rows = Cut.LOGITS + ".lambda";
        cut.gather(head.lambda().tensor(), head.width(), rows);
        gathered =
            new HeadCopy(graph, constants, cut, head.lambda().tensor(), rows).upTo(head.logits());
      }
      cut.output(gathered, Cut.LOGITS);
    }
    return cut.build();
  }

  /** Whether what leads from the end of the stream to the head can be put on any of its states. */
  private boolean hasFinalNorm() {
    return !stream.last().equals(head.lambda().tensor())
        && head.lambda().scale().isEmpty()
        && stream.states().stream().allMatch(state -> state.scale().isEmpty());
  }

  /**
   * Down to states, and to what the head would read if the stream ended with them.
   *
   * @param layers of which those before the last get a copy of the final norm
   */
  Cut normed(List<Integer> layers) {
    Cut.Builder cut = new Cut.Builder(flat);
    cut.input(Cut.ROWS, DataType.INT64_VALUE, "rows");
    for (int layer : layers) {
      if (layer < 0 || layer > stream.blocks()) {
        throw ProbeException.input(
            "no layer %d; the model has layers 0 to %d".formatted(layer, stream.blocks()));
      }
      boolean last = layer == stream.blocks();
      String rows = Cut.hidden(layer) + ".rows";
      cut.gather(floatSite(cut, layer), last ? head.width() : stream.width(), rows)
          .output(rows, Cut.hidden(layer));
      if (!last && hasFinalNorm()) {
        String read =
            new HeadCopy(graph, constants, cut, stream.last(), rows, Cut.normed(layer) + "/")
                .upTo(head.lambda().tensor());
        cut.output(read, Cut.normed(layer));
      }
    }
    return cut.build();
  }

  private String floatSite(Cut.Builder cut, int layer) {
    ResidualStream.State state =
        layer == stream.blocks() ? head.lambda() : stream.states().get(layer);
    if (state.scale().isEmpty()) {
      return state.tensor();
    }
    String out = Cut.hidden(layer) + ".float";
    cut.add(
        Cut.node(
            "DequantizeLinear", List.of(state.tensor(), state.scale(), state.zeroPoint()), out));
    return out;
  }

  /** Down to the head, from {@link Cut#LAMBDA}. */
  Cut projection() {
    Cut.Builder cut = new Cut.Builder(flat);
    cut.input(Cut.LAMBDA, DataType.FLOAT_VALUE, "n", "d");
    String typed = Cut.LAMBDA + ".typed";
    cut.add(Cut.cast(Cut.LAMBDA, floatTypeOfHead(), typed));
    NodeProto projection = graph.node(graph.producer(head.projected()));
    if (projection.getOpType().equals("QLinearMatMul")) {
      // its output lies on a grid as well: take the weights off theirs and multiply in float
      String gamma = Cut.LOGITS + ".gamma";
      AttributeProto columns =
          AttributeProto.newBuilder()
              .setName("axis")
              .setType(AttributeProto.AttributeType.INT)
              .setI(1)
              .build();
      cut.add(
          Cut.node("DequantizeLinear", projection.getInputList().subList(3, 6), gamma).toBuilder()
              .addAttribute(columns)
              .build());
      cut.add(Cut.node("MatMul", List.of(typed, gamma), Cut.LOGITS + ".product"));
      return cut.output(Cut.LOGITS + ".product", Cut.LOGITS).build();
    }
    String product =
        new HeadCopy(graph, constants, cut, head.entry(), typed).upTo(head.projected());
    return cut.output(product, Cut.LOGITS).build();
  }

  /** Down to the embedding, from token ids. */
  Cut embedding(TokenLookup tokens, int width) {
    Cut.Builder cut = new Cut.Builder(flat);
    String rows = graph.node(tokens.node()).getOutput(0);
    // an int8 table is looked up first and dequantised after
    for (Graph.Use use : graph.uses(rows)) {
      NodeProto node = graph.node(use.node());
      if (node.getOpType().equals("DequantizeLinear") && use.slot() == 0) {
        rows = node.getOutput(0);
        break;
      }
    }
    cut.flatten(rows, width, Cut.EMBEDDING + ".flat");
    return cut.output(Cut.EMBEDDING + ".flat", Cut.EMBEDDING).build();
  }

  /** The float type that the head computes in: that of the first float constant it reads. */
  private int floatTypeOfHead() {
    int node = graph.producer(head.projected());
    List<String> stack = new ArrayList<>(graph.node(node).getInputList());
    while (!stack.isEmpty()) {
      String tensor = stack.removeFirst();
      if (tensor.isEmpty() || !graph.isConstant(tensor)) {
        continue;
      }
      var stored = constants.tensor(tensor);
      if (stored != null
          && (stored.getDataType() == DataType.FLOAT_VALUE
              || stored.getDataType() == DataType.FLOAT16_VALUE
              || stored.getDataType() == DataType.BFLOAT16_VALUE)) {
        return stored.getDataType();
      }
      NodeProto maker = graph.maker(tensor);
      if (maker != null) {
        stack.addAll(maker.getInputList());
      }
    }
    return DataType.FLOAT_VALUE;
  }
}
