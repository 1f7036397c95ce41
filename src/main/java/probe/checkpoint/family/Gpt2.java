package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import probe.onnx.write.Activation;
import probe.onnx.write.Gpt2Writer;

/** GPT-2 (Radford et al. 2019). */
@AutoService(Family.class)
public final class Gpt2 implements Family {
  @Override
  public String modelType() {
    return "gpt2";
  }

  @Override
  public Architecture read(ConfigJson json) {
    int blocks = json.blocks("n_layer", "num_hidden_layers");
    int width = json.size("n_embd", "hidden_size");
    int heads = json.size("n_head", "num_attention_heads");
    if (width % heads != 0) {
      throw json.wrong("n_embd", "a multiple of n_head, which is " + heads);
    }
    Integer inner = json.sizeOrNull("n_inner");
    Gpt2Writer.Config config =
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
            json.flag("scale_attn_by_inverse_layer_idx", false));
    return new Architecture(
        blocks,
        config.tied(),
        "transformer.",
        "transformer.wte.weight",
        (tied, type) -> Gpt2Writer.graph(config.withTied(tied), type));
  }
}
