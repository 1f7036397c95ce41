package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;

/** The heads of operators that hold the whole of attention: attributes say how many there are. */
final class FusedHeads {
  private final NodeProto node;
  private final int index;
  private final Sample sample;

  FusedHeads(NodeProto node, int index, Sample sample) {
    this.node = node;
    this.index = index;
    this.sample = sample;
  }

  Mixing find() {
    boolean standard = node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx");
    return switch (node.getOpType()) {
      case "Attention" -> standard ? standard() : packedWeight();
      case "QAttention" -> packedWeight();
      case "MultiHeadAttention" -> multiHead();
      case "GroupQueryAttention" -> groupQuery();
      default -> throw ValueOutput.unknown(node, "mixes positions in a form that is not known");
    };
  }

  private long[] dims(String tensor) {
    long[] dims = sample.dims(tensor);
    if (dims == null) {
      throw ValueOutput.unknown(node, "reads %s, whose shape is not known".formatted(tensor));
    }
    return dims;
  }

  private boolean has(int slot) {
    return slot < node.getInputCount() && !node.getInput(slot).isEmpty();
  }

  private int heads(String attribute, int otherwise) {
    return (int) Graph.intAttribute(node, attribute, otherwise);
  }

  private Mixing of(String values, int heads, long headDim, Mixing.Place valueAt) {
    long[] output = sample.dims(node.getOutput(0));
    long tokens = output != null && output.length == 4 ? output[2] : 1;
    return new Mixing(
        index,
        null,
        values,
        heads,
        Math.toIntExact(headDim),
        valueAt,
        node.getOutput(0),
        (head, j) -> head * tokens * headDim + j);
  }

  /** Projects by itself: its values are columns of its own weight, by number. */
  private Mixing packedWeight() {
    AttributeProto sizes = Graph.attribute(node, "qkv_hidden_sizes");
    long all = dims(node.getInput(1))[1];
    long width = sizes == null ? all / 3 : sizes.getInts(2);
    int heads = heads("num_heads", 1);
    long headDim = width / heads;
    return of("", heads, headDim, (head, j) -> all - width + head * headDim + j);
  }

  // inputs: queries, keys, values; queries may hold all three, keys may hold values
  private Mixing multiHead() {
    int heads = heads("num_heads", 1);
    for (int slot = 0; slot < 2; slot++) {
      if (has(slot) && dims(node.getInput(slot)).length == 5) {
        // [batch, tokens, heads, 3 or 2, d], values last
        long[] packed = dims(node.getInput(slot));
        return of(
            node.getInput(slot),
            heads,
            packed[4],
            (head, j) -> ((head + 1) * packed[3] - 1) * packed[4] + j);
      }
    }
    return separate(heads, heads);
  }

  // inputs: queries, keys, values; queries may hold all three
  private Mixing groupQuery() {
    int heads = heads("num_heads", 1);
    int shared = heads("kv_num_heads", heads);
    if (has(1)) {
      return separate(heads, shared);
    }
    long headDim = dims(node.getInput(0))[2] / (heads + 2L * shared);
    int group = heads / shared;
    return of(
        node.getInput(0),
        heads,
        headDim,
        (head, j) -> (heads + shared + head / group) * headDim + j);
  }

  private Mixing standard() {
    long[] queries = dims(node.getInput(0));
    long[] values = dims(node.getInput(2));
    boolean split = queries.length == 4;
    int heads = split ? (int) queries[1] : heads("q_num_heads", 1);
    return separate(heads, split ? (int) values[1] : heads("kv_num_heads", heads));
  }

  /** Values of their own, [batch, tokens, heads * d] or [batch, heads, tokens, d]. */
  private Mixing separate(int heads, int shared) {
    long[] values = dims(node.getInput(2));
    boolean split = values.length == 4;
    long headDim = split ? values[3] : values[2] / shared;
    long step = split ? values[2] * headDim : headDim;
    int group = heads / shared;
    return of(node.getInput(2), heads, headDim, (head, j) -> head / group * step + j);
  }
}
