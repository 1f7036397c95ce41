package probe.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** What files of Gemma 2 and 3 have in common. */
abstract class GemmaLayout extends LlamaLikeLayout {
  @Override
  boolean normsPlusOne() {
    return true;
  }

  @Override
  String activation() {
    return "gelu_pytorch_tanh";
  }

  @Override
  Map<String, String> parts() {
    Map<String, String> parts = super.parts();
    parts.put("ffn_norm", "pre_feedforward_layernorm");
    parts.put("post_attention_norm", "post_attention_layernorm");
    parts.put("post_ffw_norm", "post_feedforward_layernorm");
    return parts;
  }

  /** Number of blocks of the 27B model, whose scores are scaled otherwise, which no key says. */
  abstract int blocksOf27b();

  @Override
  void extend(ObjectNode config, Keys keys) {
    boolean largest = config.get("num_hidden_layers").asInt() == blocksOf27b();
    config.put(
        "query_pre_attn_scalar",
        largest
            ? config.get("hidden_size").asInt() / config.get("num_attention_heads").asInt()
            : config.get("head_dim").asInt());
    Integer window = keys.sizeOrNull("attention.sliding_window");
    if (window != null) {
      config.put("sliding_window", window);
    }
  }
}
