package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import java.util.List;
import probe.onnx.write.Activation;
import probe.onnx.write.NeoxWriter;
import probe.onnx.write.RotaryFrequencies;

/** GPT-NeoX (Black et al. 2022), and Pythia. */
@AutoService(Family.class)
public final class GptNeox implements Family {
  @Override
  public String modelType() {
    return "gpt_neox";
  }

  @Override
  public Architecture read(ConfigJson json) {
    int width = json.size("hidden_size");
    int heads = json.size("num_attention_heads");
    if (width % heads != 0) {
      throw json.wrong("hidden_size", "a multiple of num_attention_heads, which is " + heads);
    }
    RotaryFrequencies rotary =
        RotaryFields.read(json, "rotary_emb_base", 10_000, "rotary_pct", .25);
    LlamaKin.requireEven(json, rotary, width / heads);
    NeoxWriter.Config config =
        new NeoxWriter.Config(
            json.blocks("num_hidden_layers"),
            width,
            heads,
            json.size("intermediate_size"),
            json.size("vocab_size"),
            json.positive("layer_norm_eps", 1e-5),
            rotary,
            json.activation("hidden_act", Activation.GELU),
            json.flag("use_parallel_residual", true),
            json.flag("tie_word_embeddings", false),
            json.flag("attention_bias", true));
    return new Architecture(
        config.blocks(),
        config.tied(),
        "gpt_neox.",
        "gpt_neox.embed_in.weight",
        // older versions of transformers called it so
        List.of("lm_head.weight", "embed_out.weight"),
        (tied, type) -> NeoxWriter.graph(config.withTied(tied), type));
  }
}
