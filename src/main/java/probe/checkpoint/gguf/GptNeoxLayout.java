package probe.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import probe.tensor.Elements;
import probe.tensor.Matrix;

/** GPT-NeoX and Pythia. */
@AutoService(Layout.class)
public final class GptNeoxLayout extends Layout {
  @Override
  String architecture() {
    return "gptneox";
  }

  @Override
  ObjectNode config(Keys keys, GgufFile file) {
    ObjectNode config = object();
    config.put("model_type", "gpt_neox");
    config.put("num_hidden_layers", keys.size("block_count"));
    int width = keys.size("embedding_length");
    int heads = keys.size("attention.head_count");
    config.put("hidden_size", width);
    config.put("num_attention_heads", heads);
    config.put("intermediate_size", keys.size("feed_forward_length"));
    config.put("vocab_size", LlamaLikeLayout.rows(file));
    Integer context = keys.sizeOrNull("context_length");
    config.put("max_position_embeddings", context == null ? 2048 : context);
    LlamaLikeLayout.put(config, "layer_norm_eps", keys.positive("attention.layer_norm_epsilon"));
    Integer turning = keys.sizeOrNull("rope.dimension_count");
    config.put("rotary_pct", turning == null ? 1 : (double) turning * heads / width);
    LlamaLikeLayout.put(config, "rotary_emb_base", keys.positive("rope.freq_base"));
    Boolean parallel = keys.flag("use_parallel_residual");
    config.put("use_parallel_residual", parallel == null || parallel);
    config.put("attention_bias", file.tensor("blk.0.attn_qkv.bias") != null);
    config.put("tie_word_embeddings", file.tensor("output.weight") == null);
    return config;
  }

  @Override
  Map<String, String> ends() {
    return Map.of(
        "token_embd",
        "gpt_neox.embed_in",
        "output_norm",
        "gpt_neox.final_layer_norm",
        "output",
        "lm_head");
  }

  @Override
  Map<String, String> parts() {
    return Map.of(
        "attn_norm", "input_layernorm",
        "attn_qkv", "attention.query_key_value",
        "attn_output", "attention.dense",
        "ffn_norm", "post_attention_layernorm",
        "ffn_up", "mlp.dense_h_to_4h",
        "ffn_down", "mlp.dense_4h_to_h");
  }

  @Override
  String blocks() {
    return "gpt_neox.layers.";
  }

  /** The file has all queries, then all keys and values; Hugging Face has them head by head. */
  @Override
  Matrix arranged(String name, Elements stored, List<Integer> shape, ObjectNode config) {
    if (!name.contains(".query_key_value.")) {
      return plain(stored, shape);
    }
    int width = config.get("hidden_size").asInt();
    int wide = width / config.get("num_attention_heads").asInt();
    int columns = shape.size() == 1 ? 1 : shape.getLast();
    return plain(new Rows(stored, columns, row -> together(row, width, wide)), shape);
  }

  private static int together(int row, int width, int headWidth) {
    int head = row / (3 * headWidth);
    int part = row / headWidth % 3;
    return part * width + head * headWidth + row % headWidth;
  }
}
