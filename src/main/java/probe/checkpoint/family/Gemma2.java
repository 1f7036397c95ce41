package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import java.util.List;
import probe.onnx.write.GemmaWriter;
import probe.onnx.write.LlamaWriter;

/** Gemma 2: soft caps of scores and logits, every other block within a window. */
@AutoService(Family.class)
public final class Gemma2 extends GemmaKin {
  @Override
  public String modelType() {
    return "gemma2";
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
