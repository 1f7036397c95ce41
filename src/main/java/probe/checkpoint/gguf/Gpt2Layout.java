package probe.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import probe.tensor.Elements;
import probe.tensor.Matrix;

/** GPT-2, whose matrices the file holds the other way round. */
@AutoService(Layout.class)
public final class Gpt2Layout extends Layout {
  @Override
  String architecture() {
    return "gpt2";
  }

  @Override
  ObjectNode config(Keys keys, GgufFile file) {
    ObjectNode config = object();
    config.put("model_type", "gpt2");
    config.put("n_layer", keys.size("block_count"));
    config.put("n_embd", keys.size("embedding_length"));
    config.put("n_head", keys.size("attention.head_count"));
    keys.sizeOrNull("attention.head_count_kv"); // as many
    config.put("n_inner", keys.size("feed_forward_length"));
    config.put("n_positions", keys.size("context_length"));
    config.put("vocab_size", LlamaLikeLayout.rows(file));
    LlamaLikeLayout.put(
        config, "layer_norm_epsilon", keys.positive("attention.layer_norm_epsilon"));
    config.put("activation_function", "gelu_new");
    config.put("tie_word_embeddings", file.tensor("output.weight") == null);
    return config;
  }

  @Override
  Map<String, String> ends() {
    return Map.of(
        "token_embd", "transformer.wte",
        "position_embd", "transformer.wpe",
        "output_norm", "transformer.ln_f",
        "output", "lm_head");
  }

  @Override
  Map<String, String> parts() {
    return Map.of(
        "attn_norm", "ln_1",
        "attn_qkv", "attn.c_attn",
        "attn_output", "attn.c_proj",
        "ffn_norm", "ln_2",
        "ffn_up", "mlp.c_fc",
        "ffn_down", "mlp.c_proj");
  }

  @Override
  String blocks() {
    return "transformer.h.";
  }

  private static boolean isTurned(String name) {
    return name.endsWith(".weight") && (name.contains(".attn.") || name.contains(".mlp."));
  }

  @Override
  List<Integer> shape(String name, List<Integer> stored) {
    return isTurned(name) ? stored.reversed() : stored;
  }

  @Override
  Matrix arranged(String name, Elements stored, List<Integer> shape, ObjectNode config) {
    Matrix plain = plain(stored, shape);
    return isTurned(name) ? plain.transpose() : plain;
  }
}
