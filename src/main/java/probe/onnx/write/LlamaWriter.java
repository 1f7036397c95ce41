package probe.onnx.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import probe.tensor.DType;

/**
 * Writes the graph of LLaMA: rotary positions, RMS norms before each branch, gated feed-forward
 * layers, grouped-query attention.
 */
public final class LlamaWriter {
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
   * @param attentionBias whether the four matrices of attention have biases
   * @param mlpBias whether the three matrices of the feed-forward layers have biases
   */
  public record Config(
      Sizes sizes,
      double epsilon,
      RotaryFrequencies rotary,
      Activation activation,
      boolean tied,
      boolean attentionBias,
      boolean mlpBias) {

    /** As the published ones of the first generation are, but tied where wanted. */
    public static Config of(Sizes sizes, boolean tied) {
      return new Config(
          sizes, 1e-5, RotaryFrequencies.plain(10_000), Activation.SILU, tied, false, false);
    }
  }

  private final GraphWriter out;
  private final Layers layers;
  private final Config config;
  private final Sizes sizes;

  private LlamaWriter(GraphWriter out, Config config) {
    this.out = out;
    this.layers = new Layers(out);
    this.config = config;
    this.sizes = config.sizes();
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
    GraphWriter out = new GraphWriter(type);
    new LlamaWriter(out, config).model();
    return out;
  }

  private void model() {
    String ids = out.input("input_ids", "batch", "tokens");
    String mask = out.input("attention_mask", "batch", "tokens");
    String positions = out.input("position_ids", "batch", "tokens");
    String table = out.table("model.embed_tokens.weight", sizes.vocabulary(), sizes.width());
    String x = layers.lookUp(table, ids);
    Attention attention = new Attention(out, ids, mask, sizes.headWidth());
    Rotary rotary = new Rotary(out, positions, config.rotary().values(sizes.headWidth()));
    for (int block = 0; block < sizes.blocks(); block++) {
      String prefix = "model.layers." + block + ".";
      String y = norm(x, prefix + "input_layernorm.weight");
      x = layers.add(x, attention(attention, rotary, y, prefix + "self_attn."));
      x = layers.add(x, mlp(norm(x, prefix + "post_attention_layernorm.weight"), prefix + "mlp."));
    }
    String lambda = norm(x, "model.norm.weight");
    layers.head(
        lambda,
        config.tied() ? table : out.table("lm_head.weight", sizes.vocabulary(), sizes.width()));
  }

  private String norm(String x, String name) {
    return layers.rmsNorm(x, name, sizes.width(), (float) config.epsilon());
  }

  private String attention(Attention attention, Rotary rotary, String x, String prefix) {
    int heads = sizes.heads();
    int shared = sizes.keyValueHeads();
    String q = attention.split(project(x, prefix + "q_proj", heads), heads);
    String k = attention.split(project(x, prefix + "k_proj", shared), shared);
    String v = attention.split(project(x, prefix + "v_proj", shared), shared);
    String keys = attention.repeat(rotary.apply(k), shared, heads / shared);
    String joined =
        attention.attend(
            rotary.apply(q),
            attention.turn(keys),
            attention.repeat(v, shared, heads / shared),
            heads,
            1 / Math.sqrt(sizes.headWidth()));
    return layers.linear(
        joined,
        prefix + "o_proj",
        heads * sizes.headWidth(),
        sizes.width(),
        config.attentionBias());
  }

  private String project(String x, String name, int heads) {
    return layers.linear(x, name, sizes.width(), heads * sizes.headWidth(), config.attentionBias());
  }

  private String mlp(String x, String prefix) {
    int d = sizes.width();
    int inner = sizes.inner();
    String gate = layers.linear(x, prefix + "gate_proj", d, inner, config.mlpBias());
    String up = layers.linear(x, prefix + "up_proj", d, inner, config.mlpBias());
    String gated = out.node("Mul", List.of(config.activation().of(out, gate), up));
    return layers.linear(gated, prefix + "down_proj", inner, d, config.mlpBias());
  }
}
