package probe.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a model's weights are stored.
 *
 * @param dtype float type of most weights, or of the scales where all are quantised
 * @param quantisation "none", or the bits and the operators that undo it, and the types in which
 *     the weights were quantised before they became floats
 * @param parameters number of weights, each tensor counted once
 */
public record Storage(String dtype, String quantisation, long parameters) {

  /** Key in a file's metadata to the types that its floats were quantised in before. */
  public static final String DEQUANTISED_FROM = "probe.dequantised_from";

  /** The same for weights that {@code model} says were quantised before. */
  Storage from(ModelProto model) {
    return model.getMetadataPropsList().stream()
        .filter(note -> note.getKey().equals(DEQUANTISED_FROM))
        .findFirst()
        .map(
            note ->
                new Storage(
                    dtype, quantisation + ", dequantised from " + note.getValue(), parameters))
        .orElse(this);
  }

  static Storage of(Graph graph, Constants constants) {
    Map<String, Long> floats = new TreeMap<>();
    Set<String> quantised = new TreeSet<>();
    Set<String> aside = new HashSet<>(); // scales and zero points are no weights
    Set<String> integers = new HashSet<>();
    long parameters = 0;
    for (int i = 0; i < graph.size(); i++) {
      NodeProto node = graph.node(i);
      switch (node.getOpType()) {
        case "MatMulNBits", "GatherBlockQuantized" -> {
          boolean product = node.getOpType().equals("MatMulNBits");
          quantised.add("int" + Graph.intAttribute(node, "bits", 4) + " " + node.getOpType());
          node.getInputList().stream().skip(1).forEach(aside::add);
          if (product) {
            parameters += Graph.intAttribute(node, "N", 0) * Graph.intAttribute(node, "K", 0);
          } else {
            aside.add(node.getInput(0));
            parameters += elements(graph, node.getInput(0)) * packing(graph, node.getInput(0));
          }
        }
        case "DequantizeLinear" -> {
          if (!noteInteger(constants, node, 0, quantised, integers)) {
            // int8 rows that were looked up
            NodeProto lookup = graph.maker(node.getInput(0));
            if (lookup != null && Ops.isLookup(lookup.getOpType())) {
              noteInteger(constants, lookup, 0, quantised, integers);
            }
          }
          node.getInputList().stream().skip(1).forEach(aside::add);
        }
        case "MatMulInteger", "DynamicQuantizeMatMul", "MatMulIntegerToFloat" ->
            noteInteger(constants, node, 1, quantised, integers);
        case "QLinearMatMul" -> noteInteger(constants, node, 3, quantised, integers);
        default -> {}
      }
    }
    for (String name : integers) {
      parameters += elements(graph, name);
    }
    for (TensorProto tensor : graph.initializers().values()) {
      String type = floatName(tensor.getDataType());
      long count = Constants.count(Constants.dims(tensor));
      if (!type.isEmpty() && count > 1 && !aside.contains(tensor.getName())) {
        floats.merge(type, count, Long::sum);
        parameters += count;
      }
    }
    String dtype =
        floats.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse("float32");
    return new Storage(
        dtype, quantised.isEmpty() ? "none" : String.join(", ", quantised), parameters);
  }

  private static boolean noteInteger(
      Constants constants, NodeProto node, int slot, Set<String> quantised, Set<String> integers) {
    String name = node.getInput(slot);
    TensorProto tensor = constants.tensor(name);
    if (tensor == null || Constants.dims(tensor).length < 2) {
      return false;
    }
    integers.add(name);
    quantised.add(integerName(tensor.getDataType()) + " " + node.getOpType());
    return true;
  }

  private static long elements(Graph graph, String name) {
    TensorProto tensor = graph.initializer(name);
    return tensor == null ? 0 : Constants.count(Constants.dims(tensor));
  }

  /** Elements in one stored unit: two 4-bit numbers share a byte. */
  private static int packing(Graph graph, String name) {
    TensorProto tensor = graph.initializer(name);
    return tensor != null && tensor.getDataType() == DataType.UINT8_VALUE ? 2 : 1;
  }

  private static String floatName(int type) {
    return switch (type) {
      case DataType.FLOAT_VALUE -> "float32";
      case DataType.FLOAT16_VALUE -> "float16";
      case DataType.BFLOAT16_VALUE -> "bfloat16";
      case DataType.DOUBLE_VALUE -> "float64";
      default -> "";
    };
  }

  private static String integerName(int type) {
    return switch (type) {
      case DataType.INT8_VALUE -> "int8";
      case DataType.UINT8_VALUE -> "uint8";
      case DataType.INT4_VALUE -> "int4";
      case DataType.UINT4_VALUE -> "uint4";
      default -> "int";
    };
  }
}
