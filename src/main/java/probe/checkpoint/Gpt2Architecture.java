package probe.checkpoint;

import java.util.regex.Pattern;
import probe.onnx.write.Activation;
import probe.onnx.write.Gpt2Writer;
import probe.onnx.write.GraphWriter;
import probe.tensor.DType;

/** GPT-2. */
record Gpt2Architecture(Gpt2Writer.Config config) implements Architecture {
  // the causal mask, and what it puts in place of a score
  private static final Pattern BUFFER = Pattern.compile("h\\.\\d+\\.attn\\.(bias|masked_bias)");
  private static final int MOST_BLOCKS = 4096;

  static Architecture of(ConfigJson json) {
    int blocks = json.size("n_layer", "num_hidden_layers");
    if (blocks > MOST_BLOCKS) {
      throw json.wrong("n_layer", "at most " + MOST_BLOCKS);
    }
    int width = json.size("n_embd", "hidden_size");
    int heads = json.size("n_head", "num_attention_heads");
    if (width % heads != 0) {
      throw json.wrong("n_embd", "a multiple of n_head, which is " + heads);
    }
    Integer inner = json.sizeOrNull("n_inner");
    return new Gpt2Architecture(
        new Gpt2Writer.Config(
            new Gpt2Writer.Sizes(
                blocks,
                width,
                heads,
                json.size("vocab_size"),
                json.size("n_positions", "max_position_embeddings", "n_ctx")),
            inner == null ? 4 * width : inner,
            json.positive("layer_norm_epsilon", 1e-5),
            json.activation("activation_function", Activation.GELU_TANH),
            json.flag("tie_word_embeddings", true),
            json.flag("scale_attn_weights", true),
            json.flag("scale_attn_by_inverse_layer_idx", false)));
  }

  @Override
  public boolean tied() {
    return config.tied();
  }

  @Override
  public GraphWriter graph(boolean tied, DType type) {
    return Gpt2Writer.graph(
        new Gpt2Writer.Config(
            config.sizes(),
            config.inner(),
            config.epsilon(),
            config.activation(),
            tied,
            config.scaled(),
            config.scaledByBlock()),
        type);
  }

  @Override
  public String prefix() {
    return "transformer.";
  }

  @Override
  public String embedding() {
    return "transformer.wte.weight";
  }

  @Override
  public boolean isBuffer(String name) {
    return BUFFER.matcher(name).matches();
  }
}
