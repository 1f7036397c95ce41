package probe.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.tensor.Matrix;

/**
 * The structure of a decoder in an ONNX file: its inputs, embedding, residual stream and head, all
 * found by what the graph does and not by what its tensors are called.
 */
public final class Decoder {
  private final OnnxFile file;
  private final ModelProto flat;
  private final Graph graph;
  private final Constants constants;
  private final List<TokenLookup> lookups;
  private final TokenLookup tokens;
  private final Head head;
  private final ResidualStream stream;
  private final List<ModelInput> inputs;
  private final Cutter cutter;
  private final Storage storage;
  private final @Nullable AdaptedModel adapted;
  private final ModelProto running;

  /**
   * Opens the file at {@code path}.
   *
   * @throws ProbeException if it is no decoder: no token ids, no head, no blocks, or an input that
   *     only an encoder could give
   */
  public static Decoder open(Path path) {
    return new Decoder(OnnxFile.open(path), null);
  }

  Decoder(OnnxFile file) {
    this(file, null);
  }

  /**
   * Opens the file at {@code path} with {@code adapter} applied; the file stays as it is.
   *
   * @throws ProbeException as {@link #open(Path)}, or if the adapter was made for another model
   */
  public static Decoder open(Path path, LoraAdapter adapter) {
    OnnxFile base = OnnxFile.open(path);
    AdaptedModel adapted = new AdaptedModel(base, AdapterFit.of(TrainableGraph.of(base), adapter));
    OnnxFile merged = adapted.merged();
    try {
      return new Decoder(merged, adapted);
    } catch (RuntimeException e) {
      adapted.delete();
      throw e;
    }
  }

  private Decoder(OnnxFile file, @Nullable AdaptedModel adapted) {
    this.file = file;
    this.adapted = adapted;
    this.flat = Inliner.flatten(file.proto());
    this.graph = new Graph(flat.getGraph());
    this.constants = new Constants(graph);
    Shapes shapes = new Shapes(graph, constants);
    this.lookups = TokenLookup.all(graph, shapes);
    DecoderChecks.requireTokens(file.path(), graph, lookups);
    Projections projections = new Projections(graph, constants, shapes);
    Head found = new HeadFinder(graph, constants, projections).find();
    if (found == null) {
      throw ProbeException.model(
          "%s has no projection to a vocabulary (outputs: %s); export it with its language-model head (task text-generation)"
              .formatted(file.path(), outputNames()));
    }
    this.head = found;
    this.tokens =
        java.util.Objects.requireNonNull(TokenLookup.ofTokens(lookups, head.vocabulary()));
    this.inputs = Inputs.byRole(graph, lookups, tokens);
    DecoderChecks.requireVocabulary(file.path(), head, tokens);
    this.stream = ResidualStream.find(graph, projections, tokens, head);
    if (stream.blocks() == 0) {
      throw ProbeException.model(
          "%s: no residual stream with attention leads from the token embedding (%s) to the head (%s); only transformer decoders can be opened"
              .formatted(file.path(), Graph.describe(graph.node(tokens.node())), head.node()));
    }
    this.running = adapted == null ? flat : adapted.withProducts(flat);
    this.cutter = new Cutter(running, graph, constants, head, stream);
    this.storage = Storage.of(graph, constants).from(file.proto());
    DecoderChecks.requireKnownInputs(file.path(), inputs, cut(List.of(), true).inputs());
  }

  private String outputNames() {
    return String.join(
        ", ",
        flat.getGraph().getOutputList().stream().limit(4).map(ValueInfoProto::getName).toList());
  }

  // ---- what it is

  public OnnxFile file() {
    return file;
  }

  /** Number of blocks L. */
  public int blocks() {
    return stream.blocks();
  }

  /** Width d of the residual stream where the head reads it. */
  public int width() {
    return head.width();
  }

  /** Width of the states of {@code layer}: that of the stream, or d where the head reads it. */
  public int width(int layer) {
    return layer == blocks() ? head.width() : stream.width();
  }

  /** Rows V of the unembedding. */
  public int vocabulary() {
    return head.vocabulary();
  }

  /** Rows of the embedding: ids from 0 to this, exclusive, can be fed. */
  public int embeddingRows() {
    return tokens.rows();
  }

  public List<ModelInput> inputs() {
    return inputs;
  }

  /** The first input of {@code role}, or null. */
  public @Nullable ModelInput input(InputRole role) {
    return inputs.stream().filter(i -> i.role() == role).findFirst().orElse(null);
  }

  /** The operator of the head. */
  public String headKind() {
    return head.kind();
  }

  /** The head's node, as messages name it. */
  public String headNode() {
    return head.node();
  }

  /** The graph's own output of logits, or the tensor that it makes probabilities of. */
  public String logitsOutput() {
    return head.logits();
  }

  /** What happens to lambda . gamma on its way to the logits. */
  public List<LogitStep> logitSteps() {
    return head.steps();
  }

  /** The tensor of the stream after block {@code layer}, in the graph's own words. */
  public String siteTensor(int layer) {
    return layer == blocks() ? head.lambda().tensor() : stream.states().get(layer).tensor();
  }

  /** The unembedding gamma [V, d] where the file stores it as floats, else null. */
  public @Nullable Matrix storedUnembedding() {
    return head.weights();
  }

  /** The embedding [rows, d] where the file stores it as floats, else null. */
  public @Nullable Matrix storedEmbedding() {
    return constants.matrix(tokens.table());
  }

  /** The longest context that tables or fixed sizes in the graph allow, or -1. */
  public int contextLimit() {
    ModelInput ids = java.util.Objects.requireNonNull(input(InputRole.TOKEN_IDS));
    return new Positions(graph, constants).limit(ids, tokens, lookups, inputs);
  }

  /**
   * Whether some operator chooses a scale from all values of a batch, so that a context's numbers
   * depend on what it is batched with.
   */
  public boolean scaledByBatch() {
    return flat.getGraph().getNodeList().stream().anyMatch(n -> Ops.isScaledByBatch(n.getOpType()));
  }

  /**
   * Whether activations, and not weights alone, are rounded to integers: by the graph, or by ONNX
   * Runtime, which multiplies weights behind a DequantizeLinear in int8 on both sides.
   */
  public boolean roundsActivations() {
    return flat.getGraph().getNodeList().stream().anyMatch(this::roundsActivations);
  }

  private boolean roundsActivations(NodeProto node) {
    return switch (node.getOpType()) {
      case "MatMulNBits" -> Graph.intAttribute(node, "accuracy_level", 0) == 4;
      case "DequantizeLinear" ->
          graph.isConstant(node.getInput(0))
              && graph.uses(node.getOutput(0)).stream()
                  .anyMatch(use -> graph.node(use.node()).getOpType().equals("MatMul"));
      default -> Ops.roundsActivations(node.getOpType());
    };
  }

  /** What kind of weights the file holds. */
  public Storage storage() {
    return storage;
  }

  /**
   * Weights of the head that the file stores beside those of the embedding; 0 where it shares them.
   */
  public long separateHeadWeights() {
    NodeProto projection = graph.node(graph.producer(head.projected()));
    boolean shared =
        projection.getInputList().stream()
            .map(this::storedAs)
            .anyMatch(storedAs(tokens.table())::equals);
    return shared ? 0 : (long) head.vocabulary() * head.width();
  }

  /** The initializer that constant {@code tensor} is made of. */
  private String storedAs(String tensor) {
    NodeProto maker = graph.maker(tensor);
    while (maker != null && maker.getInputCount() > 0 && graph.isConstant(tensor)) {
      tensor = maker.getInput(0);
      maker = graph.maker(tensor);
    }
    return tensor;
  }

  /** Columns of the embedding. */
  public int embeddingWidth() {
    Matrix stored = storedEmbedding();
    return stored == null ? width() : stored.columns();
  }

  /** Removes what an adapter put on the disk; no session can be opened afterwards. */
  public void removeAdapterData() {
    if (adapted != null) {
      adapted.delete();
    }
  }

  // ---- what can be cut out of it

  /**
   * Cuts the graph down to the stream after the blocks {@code layers} and, if wanted, the logits,
   * at the rows that {@link Cut#ROWS} picks.
   */
  public Cut cut(List<Integer> layers, boolean logits) {
    return cutter.states(layers, logits, scaledByBatch());
  }

  /**
   * Cuts the graph down to the stream after {@code layers} and to what the final norm makes of
   * those before the last, where it is an operator, or several, of its own.
   */
  public Cut cutNormed(List<Integer> layers) {
    return cutter.normed(layers);
  }

  /** The head alone, from {@link Cut#LAMBDA} [n, d] to lambda . gamma [n, V]. */
  public Cut cutProjection() {
    return cutter.projection();
  }

  /** The embedding alone, from token ids [1, n] to rows [n, d]. */
  public Cut cutEmbedding() {
    return cutter.embedding(tokens, embeddingWidth());
  }

  /** The file's own graph, with all its nodes and outputs, and the logits as one of them. */
  public Cut whole() {
    boolean given =
        file.proto().getGraph().getOutputList().stream()
            .anyMatch(output -> output.getName().equals(head.logits()));
    // what an adapter adds to a quantised layer is in the flat graph alone, as are names within
    // functions
    boolean inside = !given || (adapted != null && adapted.addsNodes());
    ModelProto model = inside ? running : file.proto();
    if (!given) {
      ModelProto.Builder more = model.toBuilder();
      more.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(head.logits()));
      model = more.build();
    }
    return new Cut(
        model.toByteArray(),
        new Graph(model.getGraph()).inputs().keySet().stream().toList(),
        model.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList());
  }
}
