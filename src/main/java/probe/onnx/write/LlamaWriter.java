package probe.onnx.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import probe.tensor.DType;

/**
 * Writes the graph of LLaMA: rotary positions, RMS norms before each branch, gated feed-forward
 * layers, grouped-query attention. Families of its kin override where they differ.
 */
public class LlamaWriter extends DecoderWriter {
  /**
   * The sizes of a LLaMA.
   *
   * @param keyValueHeads heads of keys and values, each shared by heads / keyValueHeads queries
   * @param headWidth width of one head, an even number
   * @param inner width of the feed-forward layers
   */
  public record Sizes(
      int blocks,
      int width,
      int heads,
      int keyValueHeads,
      int headWidth,
      int inner,
      int vocabulary) {

    public Sizes {
      if (heads % keyValueHeads != 0) {
        throw new IllegalArgumentException(
            "%d heads are no multiple of %d key-value heads".formatted(heads, keyValueHeads));
      }
      if (headWidth % 2 != 0) {
        throw new IllegalArgumentException(
            "heads of width %d cannot be turned in halves".formatted(headWidth));
      }
    }
  }

  /**
   * What a LLaMA computes.
   *
   * @param epsilon what norms add to the mean square
   * @param rotary how fast positions turn
   * @param tied whether the head's rows are those of the embedding
   * @param windows by block, how many tokens attention sees, the looking one among them; 0 for all
   *     before
   * @param attentionBias whether the four matrices of attention have biases
   * @param mlpBias whether the three matrices of the feed-forward layers have biases
   */
  public record Config(
      Sizes sizes,
      double epsilon,
      RotaryFrequencies rotary,
      Activation activation,
      List<Integer> windows,
      boolean tied,
      boolean attentionBias,
      boolean mlpBias) {

    public Config {
      windows = List.copyOf(windows);
      if (windows.size() != sizes.blocks()) {
        throw new IllegalArgumentException(
            "%d windows for %d blocks".formatted(windows.size(), sizes.blocks()));
      }
    }

    /** As the published ones of the first generation are, but tied where wanted. */
    public static Config of(Sizes sizes, boolean tied) {
      return new Config(
          sizes,
          1e-5,
          RotaryFrequencies.plain(10_000),
          Activation.SILU,
          Collections.nCopies(sizes.blocks(), 0),
          tied,
          false,
          false);
    }

    /** The same with a head that is the embedding, or one of its own. */
    public Config withTied(boolean tied) {
      return new Config(sizes, epsilon, rotary, activation, windows, tied, attentionBias, mlpBias);
    }
  }

  protected final Config config;
  protected final Sizes sizes;
  private final Attention attention;
  private final Rotary rotary;

  /** Declares the inputs of the graph {@code out}, which is empty so far. */
  public LlamaWriter(GraphWriter out, Config config) {
    super(
        out,
        new Ends(
            config.sizes().blocks(),
            config.sizes().width(),
            config.sizes().vocabulary(),
            "model.embed_tokens.weight",
            "lm_head.weight",
            config.tied()));
    this.config = config;
    this.sizes = config.sizes();
    this.attention = new Attention(out, inputs, sizes.headWidth());
    this.rotary = rotary(config.rotary());
  }

  /** Writes a LLaMA in float32 to {@code file}. */
  public static void write(Path file, Config config, WeightSource weights) throws IOException {
    graph(config, DType.F32).write(file, weights);
  }

  /**
   * The graph, with weights named as in Hugging Face's {@code LlamaForCausalLM} and stored as
   * {@code type}. Those of linear layers, [out, in] there, are [in, out] in the file, as MatMul
   * takes them; embedding and head are [V, d] in both.
   */
  public static GraphWriter graph(Config config, DType type) {
    return new LlamaWriter(new GraphWriter(type), config).write();
  }

  /** Positions that turn heads with {@code frequencies}. */
  protected final Rotary rotary(RotaryFrequencies frequencies) {
    return new Rotary(
        out, inputs.positions(), frequencies.values(sizes.headWidth()), sizes.headWidth());
  }

  @Override
  protected String block(String x, int block) {
    String prefix = prefix(block);
    String y = norm(x, prefix + "input_layernorm.weight");
    String seen = layers.add(x, branch(attention(y, block)));
    String z = norm(seen, prefix + "post_attention_layernorm.weight");
    return layers.add(seen, branch(mlp(z, block)));
  }

  @Override
  protected String lastNorm(String x) {
    return norm(x, "model.norm.weight");
  }

  /** What names of weights in block {@code block} begin with. */
  protected final String prefix(int block) {
    return "model.layers." + block + ".";
  }

  /** What a branch adds to the stream. */
  protected String branch(String x) {
    return x;
  }

  private String norm(String x, String name) {
    return norm(x, name, sizes.width());
  }

  /** The norm over the last axis of {@code x}, of {@code width}. */
  protected String norm(String x, String name, int width) {
    return layers.rmsNorm(x, name, width, (float) config.epsilon());
  }

  // ---- attention

  /**
   * Queries [batch, tokens, heads * headWidth], and keys and values [batch, tokens, keyValueHeads *
   * headWidth].
   */
  public record Projected(String queries, String keys, String values) {}

  /** Attention of block {@code block} to the normed stream {@code x}, through its last matrix. */
  protected final String attention(String x, int block) {
    String prefix = prefix(block) + "self_attn.";
    int heads = sizes.heads();
    int shared = sizes.keyValueHeads();
    Projected from = projected(x, prefix);
    String q = byHead(attention.split(from.queries(), heads), prefix + "q_norm.weight");
    String k = byHead(attention.split(from.keys(), shared), prefix + "k_norm.weight");
    String v = attention.split(from.values(), shared);
    String keys = attention.repeat(turned(k, block), shared, heads / shared);
    String joined =
        attention.attend(
            turned(q, block),
            attention.turn(keys),
            attention.repeat(v, shared, heads / shared),
            heads,
            scores(block));
    return layers.linear(
        joined, prefix + "o_proj", heads * sizes.headWidth(), sizes.width(), outputBias());
  }

  /** Whether the last matrix of attention has a bias. */
  protected boolean outputBias() {
    return config.attentionBias();
  }

  protected Projected projected(String x, String prefix) {
    return new Projected(
        project(x, prefix + "q_proj", sizes.heads()),
        project(x, prefix + "k_proj", sizes.keyValueHeads()),
        project(x, prefix + "v_proj", sizes.keyValueHeads()));
  }

  private String project(String x, String name, int heads) {
    return layers.linear(x, name, sizes.width(), heads * sizes.headWidth(), config.attentionBias());
  }

  /**
   * Queries or keys, apart by head and not yet turned: [batch, heads, tokens, headWidth].
   *
   * @param name name of their norm, where there is one
   */
  protected String byHead(String x, String name) {
    return x;
  }

  /** Queries or keys of block {@code block}, turned by their positions. */
  protected String turned(String x, int block) {
    return rotary.apply(x);
  }

  /** How scores of block {@code block} become shares. */
  protected Attention.Scores scores(int block) {
    return Attention.Scores.of(1 / Math.sqrt(sizes.headWidth()))
        .within(config.windows().get(block));
  }

  // ---- feed-forward

  /** The feed-forward layers of block {@code block}. */
  protected String mlp(String x, int block) {
    String prefix = prefix(block) + "mlp.";
    String gate =
        layers.linear(x, prefix + "gate_proj", sizes.width(), sizes.inner(), config.mlpBias());
    String up =
        layers.linear(x, prefix + "up_proj", sizes.width(), sizes.inner(), config.mlpBias());
    return down(gate, up, prefix);
  }

  /** The end of the feed-forward layers, from the two that read the stream. */
  protected final String down(String gate, String up, String prefix) {
    String gated = out.node("Mul", List.of(config.activation().of(out, gate), up));
    return layers.linear(
        gated, prefix + "down_proj", sizes.inner(), sizes.width(), config.mlpBias());
  }
}
