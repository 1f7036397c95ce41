package probe.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.onnx.Cut;
import probe.onnx.Decoder;
import probe.onnx.LoraAdapter;
import probe.tensor.Compare;
import probe.tensor.Matrix;

/**
 * A decoder that runs: its tokenizer, its states and logits, its embedding and unembedding.
 *
 * <p>States are the residual stream: layer 0 is the embedding sum, layer l the stream after block
 * l, and the last layer what the head reads, after the final norm.
 */
public final class LanguageModel implements AutoCloseable {
  private static final double FLOAT32_ROUNDING = 1e-5;
  private static final double FLOAT16_ROUNDING = 1e-2;

  private final Decoder decoder;
  private final ModelConfig config;
  private final int contextLimit;
  private final OrtRuntime runtime;
  private final @Nullable Tokenizer tokenizer;
  private final @Nullable String adapterHash;
  private final String name;
  private BatchMode batchMode = BatchMode.SINGLE;
  private @Nullable ProbeException tokenizerProblem;

  /**
   * How to open a model.
   *
   * @param tokenizer a tokenizer.json, or null for the one beside the model
   * @param threads threads of ONNX Runtime
   * @param adapter folder of an adapter to apply, or null
   * @param name what results call the model, or null for the path of its file
   */
  public record Options(
      @Nullable Path tokenizer,
      Device device,
      int threads,
      @Nullable Path adapter,
      @Nullable String name) {
    /** The model called by the path of its file. */
    public Options(@Nullable Path tokenizer, Device device, int threads, @Nullable Path adapter) {
      this(tokenizer, device, threads, adapter, null);
    }

    /** The model without an adapter. */
    public Options(@Nullable Path tokenizer, Device device, int threads) {
      this(tokenizer, device, threads, null);
    }

    /** CPU, as many threads as the machine has cores, the tokenizer beside the model. */
    public static Options defaults() {
      return new Options(null, Device.CPU, Runtime.getRuntime().availableProcessors());
    }
  }

  private LanguageModel(
      Decoder decoder,
      ModelConfig config,
      OrtRuntime runtime,
      @Nullable Tokenizer tokenizer,
      @Nullable String adapterHash,
      @Nullable String name) {
    this.decoder = decoder;
    this.name = name == null ? decoder.file().path().toString() : name;
    this.config = config;
    // asked for every context that is read
    this.contextLimit = contextLimit(decoder.contextLimit(), config.contextLimit());
    this.runtime = runtime;
    this.tokenizer = tokenizer;
    this.adapterHash = adapterHash;
  }

  /**
   * Opens the model in {@code file} and makes sure that it is causal.
   *
   * @throws ProbeException if it cannot be opened, or if later tokens change earlier states
   */
  public static LanguageModel open(Path file, Options options) {
    Path adapter = options.adapter();
    String hash = adapter == null ? null : LoraAdapter.sha256(adapter);
    Decoder decoder =
        adapter == null ? Decoder.open(file) : Decoder.open(file, LoraAdapter.read(adapter));
    try {
      return open(file, options, decoder, hash);
    } catch (RuntimeException e) {
      decoder.removeAdapterData();
      throw e;
    }
  }

  private static LanguageModel open(
      Path file, Options options, Decoder decoder, @Nullable String adapterHash) {
    Path folder = decoder.file().folder();
    Path chosen = options.tokenizer();
    Tokenizer tokenizer = null;
    ProbeException problem = null;
    if (chosen != null) {
      tokenizer = Tokenizer.open(chosen);
    } else {
      try {
        tokenizer = Tokenizer.beside(folder);
      } catch (ProbeException e) {
        problem = e; // whoever brings token ids does without it
      }
    }
    OrtRuntime runtime = new OrtRuntime(file, decoder, options.device(), options.threads());
    LanguageModel model =
        new LanguageModel(
            decoder, ModelConfig.beside(folder), runtime, tokenizer, adapterHash, options.name());
    model.tokenizerProblem = problem;
    try (CutSession session = model.session(List.of(decoder.blocks()), false)) {
      Causality.require(model, session);
      model.batchMode = BatchMode.of(model, session);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  public Decoder decoder() {
    return decoder;
  }

  /** What results call the model: as the user named it. */
  public String name() {
    return name;
  }

  /** Hash of the adapter's files, or null where none is applied. */
  public @Nullable String adapterHash() {
    return adapterHash;
  }

  public ModelConfig config() {
    return config;
  }

  /** How contexts may share a batch; tried out when the model was opened. */
  public BatchMode batchMode() {
    return batchMode;
  }

  /** The share of a tensor's largest value that rounding alone may move, by the weights' type. */
  double roundingShare() {
    return decoder.storage().dtype().equals("float32") ? FLOAT32_ROUNDING : FLOAT16_ROUNDING;
  }

  public Device device() {
    return runtime.device();
  }

  public int threads() {
    return runtime.threads();
  }

  /** The tokenizer, or null where the model has none. */
  public @Nullable Tokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * The tokenizer.
   *
   * @throws ProbeException if the model has none
   */
  public Tokenizer requireTokenizer() {
    if (tokenizerProblem != null) {
      throw tokenizerProblem;
    }
    if (tokenizer == null) {
      throw ProbeException.input(
          "no tokenizer.json beside %s; put it there, name it with --tokenizer FILE, or pass token ids with --ids FILE"
              .formatted(decoder.file().path()));
    }
    return tokenizer;
  }

  /** The longest context that the graph or config.json allow, or -1 where neither says. */
  public int contextLimit() {
    return contextLimit;
  }

  private static int contextLimit(int graph, int stated) {
    return graph < 0 ? stated : stated < 0 ? graph : Math.min(graph, stated);
  }

  /** The unembedding gamma [V, d], float32 rows. */
  public Matrix unembedding() {
    return new Weights(decoder, config, runtime).unembedding();
  }

  /** The token embedding [rows, d], float32 rows. */
  public Matrix embedding() {
    return new Weights(decoder, config, runtime).embedding();
  }

  /**
   * Checks rows of a weight matrix.
   *
   * @throws ProbeException if one is not finite
   */
  public void requireFinite(float[] block, int count) {
    if (!Compare.isFinite(block, count)) {
      throw ProbeException.numeric(
          decoder.file().path()
              + " holds weights that are not finite (NaN or infinity); the file is damaged, export"
              + " or download it again");
    }
  }

  /** Whether embedding and unembedding are the same matrix, as far as quantisation lets them be. */
  public boolean tied() {
    return new Weights(decoder, config, runtime).tied();
  }

  /** All layers, 0 to the number of blocks. */
  public List<Integer> allLayers() {
    return IntStream.rangeClosed(0, decoder.blocks()).boxed().toList();
  }

  /** A session that gives the stream after {@code layers} and, if wanted, the logits. */
  public CutSession session(List<Integer> layers, boolean logits) {
    for (int layer : layers) {
      if (layer < 0 || layer > decoder.blocks()) {
        throw ProbeException.input(
            "no layer %d; %s has layers 0 to %d"
                .formatted(layer, decoder.file().path(), decoder.blocks()));
      }
    }
    Cut cut = decoder.cut(layers, logits);
    int[] widths =
        IntStream.concat(
                layers.stream().mapToInt(decoder::width),
                logits ? IntStream.of(decoder.vocabulary()) : IntStream.empty())
            .toArray();
    return new CutSession(runtime, cut, decoder.inputs(), config, widths);
  }

  /** The graph as it is in the file, uncut: the reference that the cut is held against. */
  public WholeSession wholeSession() {
    return new WholeSession(runtime, decoder, config);
  }

  /**
   * Checks that {@code ids} can be fed.
   *
   * @param where how the message names the context
   * @throws ProbeException if it is empty, too long, or has an id that the embedding lacks
   */
  public void check(int[] ids, String where) {
    if (ids.length == 0) {
      throw ProbeException.input(where + " has no tokens; a context needs at least one");
    }
    int limit = contextLimit();
    if (limit > 0 && ids.length > limit) {
      throw ProbeException.input(
          "%s has %d tokens, the model takes at most %d; shorten it"
              .formatted(where, ids.length, limit));
    }
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= decoder.embeddingRows()) {
        throw ProbeException.input(
            "%s: token id %d at position %d is outside the model's vocabulary, 0 to %d"
                .formatted(where, ids[i], i, decoder.embeddingRows() - 1));
      }
    }
  }

  /**
   * Appends the likeliest token {@code count} times.
   *
   * @return {@code prompt} and the new tokens
   */
  public int[] greedy(int[] prompt, int count) {
    check(prompt, "the prompt");
    int[] ids = java.util.Arrays.copyOf(prompt, prompt.length + count);
    float[] logits = new float[decoder.vocabulary()];
    try (CutSession session = session(List.of(), true)) {
      for (int at = prompt.length; at < ids.length; at++) {
        int[] context = java.util.Arrays.copyOf(ids, at);
        check(context, "the text so far");
        java.util.Objects.requireNonNull(
                session.run(TokenBatch.of(context), Positions.LAST).get(Cut.LOGITS))
            .get(logits);
        ids[at] = Compare.argmax(logits);
      }
    }
    return ids;
  }

  /** Where the vectors of {@code layer} are taken, in words. */
  public String site(int layer) {
    int blocks = decoder.blocks();
    if (layer == 0) {
      return "residual stream before block 1: the embedding sum, before any norm of a block";
    }
    if (layer == blocks) {
      return String.format(
          Locale.ROOT,
          "after block %d of %d and after the final norm: what the head reads",
          blocks,
          blocks);
    }
    return String.format(
        Locale.ROOT,
        "residual stream after block %d of %d, before the next block's norm",
        layer,
        blocks);
  }

  @Override
  public void close() {
    if (tokenizer != null) {
      tokenizer.close();
    }
    decoder.removeAdapterData();
  }
}
