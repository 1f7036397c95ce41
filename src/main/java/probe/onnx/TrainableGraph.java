package probe.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.tensor.DType;

/** A graph whose weights can be trained: flat, with every weight known by its initializers. */
public final class TrainableGraph {
  private final OnnxFile file;
  private final ModelProto model;
  private final WeightFinder found;
  private final List<Weight> weights;
  private @Nullable Decoder decoder;

  /**
   * The elements of a constant.
   *
   * @param data row-major, little endian; mapped from the file where it is large
   */
  public record Constant(DType dtype, long[] dims, MemorySegment data) {}

  private TrainableGraph(OnnxFile file) {
    this.file = file;
    this.model =
        SplitWeights.split(
            file.proto(),
            split -> {
              Set<String> names = new HashSet<>(WeightFinder.of(split).names());
              return names::contains;
            });
    this.found = WeightFinder.of(model);
    this.weights = new TiedWeights(found.constants()).group(found.names(), "");
  }

  private TrainableGraph(OnnxFile file, HeadSplit split) {
    this.file = file;
    this.model = split.model();
    this.found = WeightFinder.of(model);
    this.weights = new TiedWeights(found.constants()).group(found.names(), split.weight());
  }

  /**
   * The same model with a head that is a weight of its own, though its numbers be those of the
   * embedding.
   *
   * @throws probe.ProbeException if the file keeps the head where it cannot be split off
   */
  TrainableGraph untied() {
    Head head = java.util.Objects.requireNonNull(found.head());
    boolean outside = new Graph(model.getGraph()).maker(head.projected()) != null;
    // a head within a function or a branch is outside of it in the flat graph
    return new TrainableGraph(
        file, HeadSplit.of(outside ? model : found.flat(), head, file.path()));
  }

  /**
   * Opens the model in {@code file}.
   *
   * @throws probe.ProbeException if it cannot be read
   */
  public static TrainableGraph open(Path file) {
    return of(OnnxFile.open(file));
  }

  static TrainableGraph of(OnnxFile file) {
    return new TrainableGraph(file);
  }

  /** The file as it is. */
  public OnnxFile file() {
    return file;
  }

  /**
   * What the graph computes: its inputs, its stream and its head.
   *
   * @throws probe.ProbeException if it is no decoder
   */
  public synchronized Decoder decoder() {
    if (decoder == null) {
      decoder = new Decoder(new OnnxFile(file.path(), file.folder(), model, file.weightFiles()));
    }
    return decoder;
  }

  /** The file's own graph, with merged initializers split. */
  ModelProto model() {
    return model;
  }

  /** The flat graph and what was found in it. */
  WeightFinder found() {
    return found;
  }

  /** The graph with functions inlined and branches taken. */
  public GraphProto graph() {
    return found.flat().getGraph();
  }

  /** The version of operators of {@code domain}, 1 where the file does not say. */
  public long opset(String domain) {
    for (OperatorSetIdProto set : found.flat().getOpsetImportList()) {
      if (set.getDomain().equals(domain)
          || (domain.isEmpty() && set.getDomain().equals("ai.onnx"))) {
        return set.getVersion();
      }
    }
    return 1;
  }

  /**
   * The weights, in the order of the file: each once, however often the file keeps it, and each
   * parameter that an exporter merged with others on its own.
   */
  public List<Weight> weights() {
    return weights;
  }

  /** Float and quantised constants of more than one element that are no weights. */
  public List<Frozen> frozen() {
    return found.frozen();
  }

  /** Number of numbers in all weights. */
  public long parameters() {
    return weights.stream().mapToLong(Weight::size).sum();
  }

  /**
   * The linear layers in the order of the graph: what a low-rank adapter can be put on, quantised
   * or not.
   */
  public List<LinearLayer> projections() {
    return new LinearLayers(found, weights).find();
  }

  /**
   * The embedding, and the unembedding where it is another weight.
   *
   * @throws probe.ProbeException if one of them is missing or holds no floats
   */
  public List<TokenTable> tokenTables() {
    return new TokenTables(found, weights).find();
  }

  /** The value of an initializer or a Constant node; null for anything else. */
  public @Nullable Constant constant(String tensor) {
    Constants.Value value = found.constants().value(tensor);
    return value == null ? null : new Constant(value.dtype(), value.dims(), value.data());
  }

  /** The weights' values as the file has them. */
  public WeightValues values() {
    return (weight, from, out, count) -> {
      Constants.Value value =
          java.util.Objects.requireNonNull(found.constants().value(weight.name()));
      for (int i = 0; i < count; i++) {
        out[i] = value.dtype().readFloat(value.data(), from + i);
      }
    };
  }

  /**
   * Writes the model with other weights to {@code target}: the file's own graph, with every weight
   * in the type and the place that it has there. External data goes to files beside it, called
   * after it.
   *
   * @param values of every weight that changes, rounded to the nearest number of the weight's type
   * @throws probe.ProbeException if it cannot be written, or a value is not finite or too large for
   *     the weight's type; then nothing is written
   */
  public void write(Path target, WeightValues values) {
    new WeightWriter(file, model, found.constants(), weights, values).write(target);
  }
}
