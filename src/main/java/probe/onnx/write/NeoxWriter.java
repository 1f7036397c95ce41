package probe.onnx.write;

import java.util.List;
import probe.tensor.DType;

/**
 * Writes the graph of GPT-NeoX: rotary positions for a part of each head, layer norms with biases,
 * and both branches of a block beside each other.
 */
public final class NeoxWriter extends DecoderWriter {
  /**
   * What a GPT-NeoX computes.
   *
   * @param inner width of the feed-forward layers
   * @param epsilon what norms add to the variance
   * @param parallel whether the feed-forward layers read the stream as it is before attention
   * @param attentionBias whether the two matrices of attention have biases
   */
  public record Config(
      int blocks,
      int width,
      int heads,
      int inner,
      int vocabulary,
      double epsilon,
      RotaryFrequencies rotary,
      Activation activation,
      boolean parallel,
      boolean tied,
      boolean attentionBias) {

    public Config {
      if (width % heads != 0) {
        throw new IllegalArgumentException(
            "width %d is no multiple of %d heads".formatted(width, heads));
      }
    }

    /** The same with a head that is the embedding, or one of its own. */
    public Config withTied(boolean tied) {
      return new Config(
          blocks,
          width,
          heads,
          inner,
          vocabulary,
          epsilon,
          rotary,
          activation,
          parallel,
          tied,
          attentionBias);
    }
  }

  private final Config config;
  private final int headWidth;
  private final Attention attention;
  private final Rotary rotary;

  private NeoxWriter(GraphWriter out, Config config) {
    super(
        out,
        new Ends(
            config.blocks(),
            config.width(),
            config.vocabulary(),
            "gpt_neox.embed_in.weight",
            "lm_head.weight",
            config.tied()));
    this.config = config;
    this.headWidth = config.width() / config.heads();
    this.attention = new Attention(out, inputs, headWidth);
    this.rotary = new Rotary(out, inputs.positions(), config.rotary().values(headWidth), headWidth);
  }

  /**
   * The graph, with weights named as in Hugging Face's {@code GPTNeoXForCausalLM} and stored as
   * {@code type}; linear layers, [out, in] there, are [in, out] in the file.
   */
  public static GraphWriter graph(Config config, DType type) {
    return new NeoxWriter(new GraphWriter(type), config).write();
  }

  @Override
  protected String block(String x, int block) {
    String prefix = "gpt_neox.layers." + block + ".";
    String attended = attention(norm(x, prefix + "input_layernorm"), prefix + "attention.");
    String seen = layers.add(x, attended);
    String read = config.parallel() ? x : seen;
    return layers.add(seen, mlp(norm(read, prefix + "post_attention_layernorm"), prefix + "mlp."));
  }

  @Override
  protected String lastNorm(String x) {
    return norm(x, "gpt_neox.final_layer_norm");
  }

  private String norm(String x, String name) {
    return layers.layerNorm(x, name, config.width(), (float) config.epsilon());
  }

  private String attention(String x, String prefix) {
    int d = config.width();
    int heads = config.heads();
    String all = layers.linear(x, prefix + "query_key_value", d, 3 * d, config.attentionBias());
    // queries, keys and values of a head lie side by side: [batch, heads, tokens, 3 headWidth]
    List<String> parts =
        layers.parts(
            attention.split(all, heads, 3 * headWidth),
            3,
            List.of("q", "k", "v"),
            headWidth,
            headWidth,
            headWidth);
    String joined =
        attention.attend(
            rotary.apply(parts.get(0)),
            attention.turn(rotary.apply(parts.get(1))),
            parts.get(2),
            heads,
            Attention.Scores.of(1 / Math.sqrt(headWidth)));
    return layers.linear(joined, prefix + "dense", d, d, config.attentionBias());
  }

  private String mlp(String x, String prefix) {
    String inner = layers.linear(x, prefix + "dense_h_to_4h", config.width(), config.inner(), true);
    return layers.linear(
        config.activation().of(out, inner),
        prefix + "dense_4h_to_h",
        config.inner(),
        config.width(),
        true);
  }
}
