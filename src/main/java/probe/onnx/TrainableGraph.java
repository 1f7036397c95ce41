package probe.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.tensor.DType;

/** A graph whose weights can be trained: flat, with every weight known by its initializers. */
public final class TrainableGraph {
  private final OnnxFile file;
  private final ModelProto flat;
  private final Graph graph;
  private final Constants constants;
  private final List<Weight> weights;
  private final Decoder decoder;

  /**
   * The elements of a constant.
   *
   * @param data row-major, little endian; mapped from the file where it is large
   */
  public record Constant(DType dtype, long[] dims, MemorySegment data) {}

  private TrainableGraph(OnnxFile file) {
    this.file = file;
    this.flat = Inliner.flatten(file.proto());
    this.graph = new Graph(flat.getGraph());
    this.constants = new Constants(graph);
    this.weights = find();
    this.decoder = new Decoder(file);
  }

  /** Opens the model in {@code file}. */
  public static TrainableGraph open(Path file) {
    return new TrainableGraph(OnnxFile.open(file));
  }

  private List<Weight> find() {
    List<Weight> out = new ArrayList<>();
    for (TensorProto tensor : graph.initializers().values()) {
      DType dtype = Constants.dtype(tensor.getDataType());
      long[] dims = Constants.dims(tensor);
      if (dtype != null && dtype.isFloat() && Constants.count(dims) > 1) {
        out.add(
            new Weight(tensor.getName(), dims, List.of(new Weight.Copy(tensor.getName(), false))));
      }
    }
    return out;
  }

  /** The file as it is. */
  public OnnxFile file() {
    return file;
  }

  /** What the graph computes: its inputs, its stream and its head. */
  public Decoder decoder() {
    return decoder;
  }

  /** The graph with functions inlined and branches taken. */
  public GraphProto graph() {
    return flat.getGraph();
  }

  /** The version of operators of {@code domain}, 1 where the file does not say. */
  public long opset(String domain) {
    for (OperatorSetIdProto set : flat.getOpsetImportList()) {
      if (set.getDomain().equals(domain)
          || (domain.isEmpty() && set.getDomain().equals("ai.onnx"))) {
        return set.getVersion();
      }
    }
    return 1;
  }

  /** The weights, in the order of the file. */
  public List<Weight> weights() {
    return weights;
  }

  /** The value of an initializer or a Constant node; null for anything else. */
  public @Nullable Constant constant(String tensor) {
    Constants.Value value = constants.value(tensor);
    return value == null ? null : new Constant(value.dtype(), value.dims(), value.data());
  }
}
