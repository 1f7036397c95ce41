package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import probe.onnx.write.LlamaWriter;

/** LLaMA, from the first generation to 3.3, and SmolLM 1 and 2. */
@AutoService(Family.class)
public final class Llama extends LlamaKin {
  @Override
  public String modelType() {
    return "llama";
  }

  @Override
  boolean attentionBias(ConfigJson json) {
    return json.flag("attention_bias", false);
  }

  @Override
  boolean mlpBias(ConfigJson json) {
    return json.flag("mlp_bias", false);
  }

  @Override
  Kin kin(ConfigJson json, LlamaWriter.Config config) {
    return LlamaWriter::new;
  }
}
