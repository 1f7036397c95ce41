package probe.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.tensor.Elements;
import probe.tensor.Matrix;

/** What files of LLaMA and its kin have in common. */
abstract class LlamaLikeLayout extends Layout {
  static final String TABLE = "token_embd.weight";
  private static final Map<String, String> ENDS =
      Map.of("token_embd", "model.embed_tokens", "output_norm", "model.norm", "output", "lm_head");

  /** The model_type of Hugging Face. */
  String modelType() {
    return architecture();
  }

  String activation() {
    return "silu";
  }

  /** Whether rows of queries and keys lie in pairs that turn together, and not in halves. */
  boolean inPairs() {
    return false;
  }

  /** Whether norms are stored with the 1 that Hugging Face adds to them. */
  boolean normsPlusOne() {
    return false;
  }

  /** Whether a part of a head may turn. */
  boolean turnsInPart() {
    return false;
  }

  /** Adds to {@code config} what only this architecture has. */
  void extend(ObjectNode config, Keys keys) {}

  @Override
  String blocks() {
    return "model.layers.";
  }

  @Override
  Map<String, String> ends() {
    return ENDS;
  }

  @Override
  Map<String, String> parts() {
    Map<String, String> parts = new TreeMap<>();
    parts.put("attn_norm", "input_layernorm");
    parts.put("ffn_norm", "post_attention_layernorm");
    parts.put("attn_q", "self_attn.q_proj");
    parts.put("attn_k", "self_attn.k_proj");
    parts.put("attn_v", "self_attn.v_proj");
    parts.put("attn_output", "self_attn.o_proj");
    parts.put("attn_q_norm", "self_attn.q_norm");
    parts.put("attn_k_norm", "self_attn.k_norm");
    parts.put("ffn_gate", "mlp.gate_proj");
    parts.put("ffn_up", "mlp.up_proj");
    parts.put("ffn_down", "mlp.down_proj");
    return parts;
  }

  @Override
  final ObjectNode config(Keys keys, GgufFile file) {
    ObjectNode config = object();
    config.put("model_type", modelType());
    config.put("num_hidden_layers", keys.size("block_count"));
    int width = keys.size("embedding_length");
    config.put("hidden_size", width);
    config.put("intermediate_size", keys.size("feed_forward_length"));
    int heads = keys.size("attention.head_count");
    config.put("num_attention_heads", heads);
    config.put(
        "num_key_value_heads",
        Objects.requireNonNullElse(keys.sizeOrNull("attention.head_count_kv"), heads));
    config.put("vocab_size", rows(file));
    config.put("hidden_act", activation());
    Integer context = keys.sizeOrNull("context_length");
    config.put("max_position_embeddings", context == null ? 2048 : context);
    put(config, "rms_norm_eps", keys.positive("attention.layer_norm_rms_epsilon"));
    config.put("tie_word_embeddings", file.tensor("output.weight") == null);
    config.put("attention_bias", file.tensor("blk.0.attn_q.bias") != null);
    config.put("mlp_bias", file.tensor("blk.0.ffn_gate.bias") != null);
    config.put("head_dim", headWidth(keys, file, width, heads));
    put(config, "rope_theta", keys.positive("rope.freq_base"));
    rotary(config, keys, file);
    extend(config, keys);
    return config;
  }

  private static int headWidth(Keys keys, GgufFile file, int width, int heads) {
    Integer stated = keys.sizeOrNull("attention.key_length");
    Integer values = keys.sizeOrNull("attention.value_length");
    if (stated == null && width % heads != 0) {
      throw ProbeException.model(
          "%s: %d heads do not divide a width of %d".formatted(file.file(), heads, width));
    }
    int wide = stated == null ? width / heads : stated;
    if (values != null && values != wide) {
      throw keys.refused(keys.name("attention.value_length"));
    }
    return wide;
  }

  private void rotary(ObjectNode config, Keys keys, GgufFile file) {
    int wide = config.get("head_dim").asInt();
    Integer turning = keys.sizeOrNull("rope.dimension_count");
    if (turning != null && turning != wide) {
      if (!turnsInPart()) {
        throw keys.refused(keys.name("rope.dimension_count"));
      }
      config.put("partial_rotary_factor", (double) turning / wide);
    }
    GgufFile.Tensor divisors = file.tensor("rope_freqs.weight");
    String scaling = keys.text("rope.scaling.type");
    Double factor = keys.number("rope.scaling.factor");
    if (divisors != null) {
      config.set("rope_scaling", divisors(file.elements(divisors)));
    } else if (scaling != null && !scaling.equals("none")) {
      ObjectNode fields = config.putObject("rope_scaling").put("rope_type", scaling);
      put(fields, "factor", factor);
    } else if (scaling == null && factor != null && factor != 0 && factor != 1) {
      config.putObject("rope_scaling").put("rope_type", "linear").put("factor", factor);
    }
  }

  private static ObjectNode divisors(Elements stored) {
    float[] values = new float[Math.toIntExact(stored.count())];
    stored.read(0, values.length, values, 0);
    ObjectNode fields = object().put("rope_type", "divisors");
    ArrayNode list = fields.putArray("divisors");
    for (float value : values) {
      list.add(value);
    }
    return fields;
  }

  static int rows(GgufFile file) {
    GgufFile.Tensor table = file.tensor(TABLE);
    if (table == null) {
      throw ProbeException.model(
          "%s has no tensor %s; it is no language model, or damaged".formatted(file.file(), TABLE));
    }
    return table.shape().getFirst();
  }

  static void put(ObjectNode config, String name, @Nullable Double value) {
    if (value != null) {
      config.put(name, value);
    }
  }

  @Override
  Matrix arranged(String name, Elements stored, List<Integer> shape, ObjectNode config) {
    if (normsPlusOne() && (name.endsWith("norm.weight") || name.endsWith("layernorm.weight"))) {
      return plain(new Shifted(stored, -1), shape);
    }
    boolean queries = name.contains(".self_attn.q_proj.");
    if (inPairs() && (queries || name.contains(".self_attn.k_proj."))) {
      int wide = config.get("head_dim").asInt();
      int columns = shape.size() == 1 ? 1 : shape.getLast();
      return plain(new Rows(stored, columns, row -> inPairs(row, wide)), shape);
    }
    return plain(stored, shape);
  }

  /**
   * Where row {@code row} lies in a file in which entries i and i + half of a head are neighbours.
   */
  private static int inPairs(int row, int headWidth) {
    int half = headWidth / 2;
    int entry = row % headWidth;
    return row - entry + entry % half * 2 + entry / half;
  }
}
