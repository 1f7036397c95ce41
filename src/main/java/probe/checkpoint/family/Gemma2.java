package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import java.util.List;
import probe.onnx.write.Activation;
import probe.onnx.write.GemmaWriter;
import probe.onnx.write.LlamaWriter;

/** Gemma 2: soft caps of scores and logits, every other block within a window. */
@AutoService(Family.class)
public final class Gemma2 extends LlamaKin {
  @Override
  public String modelType() {
    return "gemma2";
  }

  @Override
  int keyValueHeads(int heads) {
    return 4;
  }

  @Override
  Integer headWidth() {
    return 256;
  }

  @Override
  boolean tied() {
    return true;
  }

  @Override
  Activation activation(ConfigJson json) {
    json.ignore("hidden_act");
    return json.activation("hidden_activation", Activation.GELU_TANH);
  }

  @Override
  boolean attentionBias(ConfigJson json) {
    return json.flag("attention_bias", false);
  }

  @Override
  List<Integer> windows(ConfigJson json, int blocks) {
    int window = json.size("sliding_window", 4096, 0);
    return Windows.some(json, blocks, window == 0 ? null : window, block -> block % 2 == 0);
  }

  @Override
  Kin kin(ConfigJson json, LlamaWriter.Config config) {
    double scale = 1 / Math.sqrt(json.positive("query_pre_attn_scalar", 256));
    double scoreCap = json.positiveOrNone("attn_logit_softcapping", 50);
    double logitCap = json.positiveOrNone("final_logit_softcapping", 30);
    return (out, sizes) -> new GemmaWriter(out, sizes, scale, scoreCap, logitCap);
  }
}
