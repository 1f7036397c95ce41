package probe.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A LLaMA of one block and seven tokens, whole, in the forms that are damaged to try readers. */
final class FuzzSeeds {
  private static final int WIDTH = 4;
  private static final List<String> TOKENS = List.of("<unk>", "<s>", "a", "b", "ab", "\u2581", "c");

  private FuzzSeeds() {}

  private static Map<String, int[]> tensors() {
    Map<String, int[]> all = new LinkedHashMap<>();
    all.put("model.embed_tokens.weight", new int[] {TOKENS.size(), WIDTH});
    for (String name : List.of("input_layernorm", "post_attention_layernorm")) {
      all.put("model.layers.0." + name + ".weight", new int[] {WIDTH});
    }
    for (String name : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
      all.put("model.layers.0.self_attn." + name + ".weight", new int[] {WIDTH, WIDTH});
    }
    for (String name : List.of("gate_proj", "up_proj", "down_proj")) {
      all.put("model.layers.0.mlp." + name + ".weight", new int[] {WIDTH, WIDTH});
    }
    all.put("model.norm.weight", new int[] {WIDTH});
    return all;
  }

  /** config.json. */
  static byte[] config() {
    return """
    {"model_type": "llama", "vocab_size": 7, "hidden_size": 4, "intermediate_size": 4,
     "num_hidden_layers": 1, "num_attention_heads": 1, "num_key_value_heads": 1,
     "rms_norm_eps": 1e-5, "tie_word_embeddings": true, "max_position_embeddings": 32,
     "rope_parameters": {"rope_type": "linear", "rope_theta": 100.0, "factor": 2.0},
     "layer_types": ["full_attention"], "sliding_window": null, "hidden_act": "silu"}
    """
        .getBytes(StandardCharsets.UTF_8);
  }

  /** model.safetensors. */
  static byte[] safetensors() {
    ObjectNode header = new ObjectMapper().createObjectNode();
    long at = 0;
    for (Map.Entry<String, int[]> tensor : tensors().entrySet()) {
      long bytes = 4L * count(tensor.getValue());
      ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", "F32");
      ArrayNode shape = entry.putArray("shape");
      for (int size : tensor.getValue()) {
        shape.add(size);
      }
      entry.putArray("data_offsets").add(at).add(at + bytes);
      at += bytes;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + (int) at)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static int count(int[] shape) {
    return shape.length == 1 ? shape[0] : shape[0] * shape[1];
  }

  /** tokenizer.json of seven words. */
  static byte[] tokenizer() {
    return """
    {"version": "1.0", "truncation": null, "padding": null,
     "added_tokens": [{"id": 1, "content": "<s>", "single_word": false, "lstrip": false,
       "rstrip": false, "normalized": false, "special": true}],
     "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
     "decoder": null,
     "model": {"type": "BPE", "dropout": null, "unk_token": "<unk>",
       "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": false,
       "byte_fallback": false, "ignore_merges": false,
       "vocab": {"<unk>": 0, "<s>": 1, "a": 2, "b": 3, "ab": 4, "c": 5, "d": 6},
       "merges": ["a b"]}}
    """
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The same model as a GGUF file, with a SentencePiece tokenizer. */
  static byte[] gguf() {
    Gguf out = new Gguf();
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("llama.block_count", 1);
    sizes.put("llama.context_length", 32);
    sizes.put("llama.embedding_length", WIDTH);
    sizes.put("llama.feed_forward_length", WIDTH);
    sizes.put("llama.attention.head_count", 1);
    sizes.put("llama.rope.dimension_count", WIDTH);
    Map<String, String> names = ggufNames();
    out.bytes("GGUF".getBytes(StandardCharsets.US_ASCII)).u32(3);
    out.u64(names.size()).u64(sizes.size() + 8);
    out.text("general.architecture").u32(8).text("llama");
    sizes.forEach((key, size) -> out.text(key).u32(4).u32(size));
    out.text("llama.attention.layer_norm_rms_epsilon").u32(6).f32(1e-5f);
    out.text("tokenizer.ggml.model").u32(8).text("llama");
    out.text("tokenizer.ggml.tokens").u32(9).u32(8).u64(TOKENS.size());
    TOKENS.forEach(out::text);
    out.text("tokenizer.ggml.scores").u32(9).u32(6).u64(TOKENS.size());
    for (int id = 0; id < TOKENS.size(); id++) {
      out.f32(-id);
    }
    out.text("tokenizer.ggml.token_type").u32(9).u32(5).u64(TOKENS.size());
    for (int id = 0; id < TOKENS.size(); id++) {
      out.u32(id == 0 ? 2 : id == 1 ? 3 : 1);
    }
    out.text("tokenizer.ggml.bos_token_id").u32(4).u32(1);
    out.text("tokenizer.ggml.add_bos_token").u32(7).bytes(new byte[] {1});
    Map<String, int[]> tensors = tensors();
    long at = 0;
    for (Map.Entry<String, String> name : names.entrySet()) {
      int[] shape = tensors.get(name.getKey());
      if (shape != null) {
        out.text(name.getValue()).u32(shape.length);
        for (int axis = shape.length - 1; axis >= 0; axis--) {
          out.u64(shape[axis]);
        }
        out.u32(0).u64(at);
        at += (4L * count(shape) + 31) / 32 * 32;
      }
    }
    out.pad();
    return out.bytes(new byte[(int) at]).done();
  }

  private static Map<String, String> ggufNames() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("input_layernorm", "attn_norm");
    parts.put("post_attention_layernorm", "ffn_norm");
    parts.put("self_attn.q_proj", "attn_q");
    parts.put("self_attn.k_proj", "attn_k");
    parts.put("self_attn.v_proj", "attn_v");
    parts.put("self_attn.o_proj", "attn_output");
    parts.put("mlp.gate_proj", "ffn_gate");
    parts.put("mlp.up_proj", "ffn_up");
    parts.put("mlp.down_proj", "ffn_down");
    Map<String, String> names = new LinkedHashMap<>();
    names.put("model.embed_tokens.weight", "token_embd.weight");
    names.put("model.norm.weight", "output_norm.weight");
    parts.forEach(
        (ours, theirs) ->
            names.put("model.layers.0." + ours + ".weight", "blk.0." + theirs + ".weight"));
    return names;
  }

  /** The bytes of a GGUF file, little-endian. */
  private static final class Gguf {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Gguf bytes(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    Gguf u32(int value) {
      return bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    Gguf u64(long value) {
      return bytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    Gguf f32(float value) {
      return u32(Float.floatToIntBits(value));
    }

    Gguf text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return u64(utf8.length).bytes(utf8);
    }

    void pad() {
      bytes(new byte[(32 - out.size() % 32) % 32]);
    }

    byte[] done() {
      return out.toByteArray();
    }
  }
}
