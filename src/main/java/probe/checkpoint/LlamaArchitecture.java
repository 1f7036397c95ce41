package probe.checkpoint;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import probe.onnx.write.Activation;
import probe.onnx.write.GraphWriter;
import probe.onnx.write.LlamaWriter;
import probe.onnx.write.RotaryFrequencies;
import probe.tensor.DType;

/** LLaMA, from the first generation to 3.3. */
record LlamaArchitecture(LlamaWriter.Config config) implements Architecture {
  // the rotary frequencies, which follow from the config
  private static final Pattern BUFFER =
      Pattern.compile("(layers\\.\\d+\\.self_attn\\.)?rotary_emb\\.inv_freq");
  private static final int MOST_BLOCKS = 4096;
  private static final int WIDEST = 1 << 24;

  static Architecture of(ConfigJson json) {
    int blocks = json.size("num_hidden_layers");
    if (blocks > MOST_BLOCKS) {
      throw json.wrong("num_hidden_layers", "at most " + MOST_BLOCKS);
    }
    int width = json.size("hidden_size");
    int heads = json.size("num_attention_heads");
    Integer shared = json.sizeOrNull("num_key_value_heads");
    Integer headWidth = json.sizeOrNull("head_dim");
    if (shared != null && heads % shared != 0) {
      throw json.wrong(
          "num_key_value_heads", "a divisor of num_attention_heads, which is " + heads);
    }
    if (headWidth == null && width % heads != 0) {
      throw json.wrong("hidden_size", "a multiple of num_attention_heads, which is " + heads);
    }
    int wide = headWidth == null ? width / heads : headWidth;
    if (wide % 2 != 0 || (long) wide * heads > WIDEST) {
      throw json.wrong(
          headWidth == null ? "hidden_size" : "head_dim",
          "such that heads have an even width; it is " + wide);
    }
    return new LlamaArchitecture(
        new LlamaWriter.Config(
            new LlamaWriter.Sizes(
                blocks,
                width,
                heads,
                shared == null ? heads : shared,
                wide,
                json.size("intermediate_size"),
                json.size("vocab_size")),
            json.positive("rms_norm_eps", 1e-6),
            rotary(json),
            json.activation("hidden_act", Activation.SILU),
            json.flag("tie_word_embeddings", false),
            json.flag("attention_bias", false),
            json.flag("mlp_bias", false)));
  }

  /** The newer rope_parameters hold what rope_theta and rope_scaling held before. */
  private static RotaryFrequencies rotary(ConfigJson json) {
    double base = json.positive("rope_theta", 10_000);
    ConfigJson newer = json.object("rope_parameters");
    ConfigJson older = json.object("rope_scaling");
    ConfigJson scaling = older != null ? older : newer;
    Double context = context(json);
    if (scaling == null) {
      return RotaryFrequencies.plain(base);
    }
    scaling.refuseOthers();
    double theta = scaling.positive("rope_theta", base);
    String type = scaling.text("rope_type", scaling.text("type", "default"));
    return switch (type) {
      case "default" -> RotaryFrequencies.plain(theta);
      case "linear" -> new RotaryFrequencies(theta, scaling.positive("factor"), null);
      case "llama3" -> {
        double low = scaling.positive("low_freq_factor");
        double high = scaling.positive("high_freq_factor");
        if (high <= low) {
          throw scaling.wrong("high_freq_factor", "above low_freq_factor, which is " + low);
        }
        double trained =
            context != null
                ? context
                : scaling.positive(
                    "original_max_position_embeddings",
                    json.positive("max_position_embeddings", 2048));
        yield new RotaryFrequencies(
            theta, scaling.positive("factor"), new RotaryFrequencies.Smoothing(low, high, trained));
      }
      default ->
          throw scaling.wrong(
              scaling.json().has("rope_type") ? "rope_type" : "type",
              "default, linear or llama3, other scalings are not supported");
    };
  }

  /** The first training's context where it stands outside of the scaling, and so goes before it. */
  private static @Nullable Double context(ConfigJson json) {
    double stated = json.positive("original_max_position_embeddings", -1);
    return stated < 0 ? null : stated;
  }

  @Override
  public boolean tied() {
    return config.tied();
  }

  @Override
  public GraphWriter graph(boolean tied, DType type) {
    return LlamaWriter.graph(
        new LlamaWriter.Config(
            config.sizes(),
            config.epsilon(),
            config.rotary(),
            config.activation(),
            tied,
            config.attentionBias(),
            config.mlpBias()),
        type);
  }

  @Override
  public String prefix() {
    return "model.";
  }

  @Override
  public String embedding() {
    return "model.embed_tokens.weight";
  }

  @Override
  public boolean isBuffer(String name) {
    return BUFFER.matcher(name).matches();
  }
}
