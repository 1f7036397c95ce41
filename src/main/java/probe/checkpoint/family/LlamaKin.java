package probe.checkpoint.family;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.onnx.write.Activation;
import probe.onnx.write.GraphWriter;
import probe.onnx.write.LlamaWriter;
import probe.onnx.write.RotaryFrequencies;

/**
 * LLaMA and its kin: the fields that they share, with the defaults of transformers' LlamaConfig. A
 * family overrides the defaults that differ in its own config, and the graph where that does.
 */
abstract class LlamaKin implements Family {
  private static final int WIDEST = 1 << 24;
  private static final int WIDEST_HEAD = 1 << 16;

  /** Builds the empty graph {@code out} of a model with {@code config}. */
  interface Kin {
    LlamaWriter of(GraphWriter out, LlamaWriter.Config config);
  }

  /** How the graph is built, given the fields of the family alone in {@code json}. */
  abstract Kin kin(ConfigJson json, LlamaWriter.Config config);

  /**
   * Heads of keys and values where the field is absent; where it is null, there are as many as
   * queries'.
   */
  int keyValueHeads(int heads) {
    return heads;
  }

  /** Width of a head where no field says, or null where it is the width over the heads. */
  @Nullable Integer headWidth() {
    return null;
  }

  double epsilon() {
    return 1e-6;
  }

  boolean tied() {
    return false;
  }

  RotaryFrequencies rotary(ConfigJson json) {
    return RotaryFields.read(json, 10_000);
  }

  Activation activation(ConfigJson json) {
    return json.activation("hidden_act", Activation.SILU);
  }

  boolean attentionBias(ConfigJson json) {
    return false;
  }

  boolean mlpBias(ConfigJson json) {
    return false;
  }

  /** By block, how many tokens attention sees; 0 for all. */
  List<Integer> windows(ConfigJson json, int blocks) {
    return Collections.nCopies(blocks, 0);
  }

  @Override
  public final Architecture read(ConfigJson json) {
    LlamaWriter.Sizes sizes = sizes(json);
    RotaryFrequencies rotary = rotary(json);
    requireEven(json, rotary, sizes.headWidth());
    LlamaWriter.Config config =
        new LlamaWriter.Config(
            sizes,
            json.positive("rms_norm_eps", epsilon()),
            rotary,
            activation(json),
            windows(json, sizes.blocks()),
            json.flag("tie_word_embeddings", tied()),
            attentionBias(json),
            mlpBias(json));
    Kin kin = kin(json, config);
    return new Architecture(
        sizes.blocks(),
        config.tied(),
        "model.",
        "model.embed_tokens.weight",
        (tied, type) -> kin.of(new GraphWriter(type), config.withTied(tied)).write());
  }

  private LlamaWriter.Sizes sizes(ConfigJson json) {
    int blocks = json.blocks("num_hidden_layers");
    int width = json.size("hidden_size");
    int heads = json.size("num_attention_heads");
    int shared = json.size("num_key_value_heads", keyValueHeads(heads), heads);
    if (heads % shared != 0) {
      throw json.wrong(
          "num_key_value_heads", "a divisor of num_attention_heads, which is " + heads);
    }
    Integer stated = json.sizeOrNull("head_dim");
    Integer wide = stated != null || json.has("head_dim") ? stated : headWidth();
    if (wide == null && width % heads != 0) {
      throw json.wrong("hidden_size", "a multiple of num_attention_heads, which is " + heads);
    }
    int headWidth = wide == null ? width / heads : wide;
    if (headWidth % 2 != 0 || headWidth > WIDEST_HEAD || (long) headWidth * heads > WIDEST) {
      throw json.wrong(
          stated == null ? "hidden_size" : "head_dim",
          "such that heads have an even width; it is " + headWidth);
    }
    return new LlamaWriter.Sizes(
        blocks,
        width,
        heads,
        shared,
        headWidth,
        json.size("intermediate_size"),
        json.size("vocab_size"));
  }

  static void requireEven(ConfigJson json, RotaryFrequencies rotary, int headWidth) {
    int turning = rotary.turning(headWidth);
    boolean fits =
        !(rotary.scaling() instanceof RotaryFrequencies.Divided divided)
            || divided.divisors().size() == turning / 2;
    if (turning % 2 != 0 || turning < 2 || turning > WIDEST_HEAD || !fits) {
      throw json.wrong(
          json.has("rope_parameters") ? "rope_parameters" : "rope_scaling",
          "such that an even number of the %d entries of a head turn, got %d%s"
              .formatted(headWidth, turning, fits ? "" : " and another number of divisors"));
    }
  }
}
