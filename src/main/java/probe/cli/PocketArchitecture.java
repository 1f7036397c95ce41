package probe.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import probe.ProbeException;
import probe.onnx.write.Gpt2Writer;
import probe.onnx.write.LlamaWriter;
import probe.onnx.write.RandomWeights;
import probe.pocket.Vocabulary;

/** The shapes that pocket models come in: four blocks of width 128. */
enum PocketArchitecture {
  GPT2 {
    @Override
    void writeGraph(Path file, int vocabulary, long seed) throws IOException {
      Gpt2Writer.write(
          file,
          new Gpt2Writer.Sizes(BLOCKS, WIDTH, HEADS, vocabulary, PocketWorld.LENGTH),
          RandomWeights.gpt2(seed, BLOCKS));
    }

    @Override
    void describe(ObjectNode json) {
      json.put("model_type", "gpt2")
          .put("n_layer", BLOCKS)
          .put("n_embd", WIDTH)
          .put("n_head", HEADS)
          .put("n_positions", PocketWorld.LENGTH)
          .put("activation_function", "gelu_new")
          .put("layer_norm_epsilon", 1e-5);
    }
  },
  LLAMA {
    @Override
    void writeGraph(Path file, int vocabulary, long seed) throws IOException {
      LlamaWriter.write(
          file,
          LlamaWriter.Config.of(
              new LlamaWriter.Sizes(BLOCKS, WIDTH, HEADS, HEADS, WIDTH / HEADS, INNER, vocabulary),
              true),
          RandomWeights.llama(seed));
    }

    @Override
    void describe(ObjectNode json) {
      json.put("model_type", "llama")
          .put("num_hidden_layers", BLOCKS)
          .put("hidden_size", WIDTH)
          .put("intermediate_size", INNER)
          .put("num_attention_heads", HEADS)
          .put("num_key_value_heads", HEADS)
          .put("max_position_embeddings", PocketWorld.LENGTH)
          .put("hidden_act", "silu");
    }
  };

  private static final int BLOCKS = 4;
  private static final int WIDTH = 128;
  private static final int HEADS = 4;
  // about 8/3 of the width, in which a gated layer has as many weights as a plain one of 4 widths
  private static final int INNER = 344;

  static PocketArchitecture named(String name) {
    for (PocketArchitecture architecture : values()) {
      if (architecture.toString().equals(name)) {
        return architecture;
      }
    }
    throw ProbeException.input("--arch takes gpt2 or llama, got '" + name + "'");
  }

  /** Writes the graph with random weights. */
  abstract void writeGraph(Path file, int vocabulary, long seed) throws IOException;

  abstract void describe(ObjectNode json);

  void writeConfig(Path file, int vocabulary) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    describe(json);
    json.put("vocab_size", vocabulary)
        .put("tie_word_embeddings", true)
        .put("bos_token_id", Vocabulary.BOUNDARY)
        .put("eos_token_id", Vocabulary.BOUNDARY);
    mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
  }

  /** The folder of the shipped model. */
  String folder() {
    return "pocket-" + this;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
