package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A graph on one made-up row of a few tokens: the sizes of its tensors and the whole numbers that
 * they follow from, no arithmetic of weights. With it, an element can be followed through whatever
 * splits, reshapes, turns and repeats a tensor.
 */
final class Sample {
  /**
   * Tokens of the row: another number than those of batch, and of most heads.
   *
   * <p>A graph that insists on a length gets that.
   */
  private static final int TOKENS = 3;

  // longer ones are no shapes
  private static final int LARGEST = 1 << 16;

  private final Graph graph;
  private final Constants constants;
  private final Map<String, Known> known = new HashMap<>();

  /**
   * What is known of a tensor.
   *
   * @param values its elements, row-major, or null where they are not known
   */
  record Known(long[] dims, long @Nullable [] values) {
    int size() {
      return Math.toIntExact(Constants.count(dims));
    }
  }

  /** Runs {@code graph} on inputs of the roles that {@code inputs} says. */
  Sample(Graph graph, Constants constants, List<ModelInput> inputs) {
    this.graph = graph;
    this.constants = constants;
    long tokens = TOKENS;
    for (ModelInput input : inputs) {
      if (input.role() == InputRole.TOKEN_IDS && input.dims().length == 2 && input.dims()[1] > 0) {
        tokens = input.dims()[1];
      }
    }
    for (ModelInput input : inputs) {
      known.put(input.name(), fed(input, tokens));
    }
    SampleOps ops = new SampleOps(constants, this::get);
    for (int i = 0; i < graph.size(); i++) {
      NodeProto node = graph.node(i);
      if (!node.getOpType().equals("Constant")) {
        put(node, ops.of(node, inputs(node)), known);
      }
    }
  }

  private static Known fed(ModelInput input, long tokens) {
    long[] dims = input.dims().clone();
    boolean first = true;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 0) {
        boolean past = input.role() == InputRole.PAST;
        boolean single = first && (past || dims.length > 1);
        dims[i] = single ? 1 : past ? 0 : input.role() == InputRole.SEQUENCE_LENGTHS ? 1 : tokens;
        first = false;
      }
    }
    boolean real = input.role() == InputRole.PAST || input.role() == InputRole.UNKNOWN;
    if (real) {
      return new Known(dims, null);
    }
    long[] values = new long[Math.toIntExact(Constants.count(dims))];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (input.role()) {
            case ATTENTION_MASK -> 1;
            case POSITION_IDS, CACHE_POSITIONS -> i % tokens;
            case LOGITS_TO_KEEP, TOTAL_LENGTH -> tokens;
            case SEQUENCE_LENGTHS -> tokens - 1;
            default -> 0;
          };
    }
    return new Known(dims, values);
  }

  private List<@Nullable Known> inputs(NodeProto node) {
    List<@Nullable Known> out = new ArrayList<>();
    for (String name : node.getInputList()) {
      out.add(name.isEmpty() ? null : get(name));
    }
    return out;
  }

  private static void put(NodeProto node, List<Known> outputs, Map<String, Known> to) {
    for (int i = 0; i < outputs.size() && i < node.getOutputCount(); i++) {
      to.put(node.getOutput(i), outputs.get(i));
    }
  }

  /** What is known of {@code tensor}, or null. */
  @Nullable Known get(String tensor) {
    Known run = known.get(tensor);
    if (run != null) {
      return run;
    }
    Constants.Value value = constants.value(tensor);
    if (value == null) {
      return null;
    }
    if (value.dtype().isFloat() || value.size() > LARGEST) {
      return new Known(value.dims(), null);
    }
    long[] values = new long[(int) value.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.dtype().readLong(value.data(), i);
    }
    return new Known(value.dims(), values);
  }

  /** The shape of {@code tensor}, or null where it is not known. */
  long @Nullable [] dims(String tensor) {
    Known value = get(tensor);
    return value == null ? null : value.dims();
  }

  /**
   * Which element of {@code from} every element of {@code to} is, moved and repeated but never
   * computed with, other than that constants may be added; null where the graph does more.
   */
  long @Nullable [] origins(String from, String to) {
    long[] dims = dims(from);
    if (dims == null) {
      return null;
    }
    long[] own = new long[Math.toIntExact(Constants.count(dims))];
    Arrays.setAll(own, i -> i);
    Map<String, Known> tagged = new HashMap<>(Map.of(from, new Known(dims, own)));
    for (int i = graph.producer(from) + 1; i <= graph.producer(to); i++) {
      NodeProto node = graph.node(i);
      if (node.getInputList().stream().anyMatch(tagged::containsKey)) {
        step(node, tagged);
      }
    }
    Known out = tagged.get(to);
    return out == null ? null : out.values();
  }

  private void step(NodeProto node, Map<String, Known> tagged) {
    List<@Nullable Known> in = new ArrayList<>();
    for (String name : node.getInputList()) {
      Known moved = tagged.get(name);
      Known other = get(name);
      in.add(moved != null ? moved : other);
    }
    if (SampleMoves.isMove(node.getOpType())) {
      if (tagged.containsKey(node.getInput(0)) || node.getOpType().equals("Concat")) {
        put(node, SampleMoves.of(node, alone(node, in, tagged)), tagged);
      }
    } else if (node.getOpType().equals("Add") && in.size() == 2) {
      int slot = tagged.containsKey(node.getInput(0)) ? 0 : 1;
      long[] dims = dims(node.getOutput(0));
      if (dims != null && graph.isConstant(node.getInput(1 - slot))) {
        Known moved = Objects.requireNonNull(in.get(slot));
        tagged.put(node.getOutput(0), SampleMoves.spread(moved, dims));
      }
    }
  }

  /** What is joined with elements that are followed is none of them. */
  private static List<@Nullable Known> alone(
      NodeProto node, List<@Nullable Known> in, Map<String, Known> tagged) {
    if (!node.getOpType().equals("Concat")) {
      return in;
    }
    List<@Nullable Known> out = new ArrayList<>();
    for (int i = 0; i < in.size(); i++) {
      Known part = in.get(i);
      boolean followed = part == null || tagged.containsKey(node.getInput(i));
      out.add(followed ? part : new Known(part.dims(), null));
    }
    return out;
  }

  /** The shape that two shapes have together. */
  static long[] broadcast(long[] a, long[] b) {
    long[] out = new long[Math.max(a.length, b.length)];
    for (int i = 0; i < out.length; i++) {
      int atA = i - out.length + a.length;
      int atB = i - out.length + b.length;
      long x = atA < 0 ? 1 : a[atA];
      long y = atB < 0 ? 1 : b[atB];
      out[i] = x == 1 ? y : x;
    }
    return out;
  }
}
