package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import probe.onnx.write.Attention;
import probe.onnx.write.LlamaWriter;

/** Granite 3: LLaMA with four factors in its stream, scores and logits. */
@AutoService(Family.class)
public final class Granite extends LlamaKin {
  @Override
  public String modelType() {
    return "granite";
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
    double embedding = json.positive("embedding_multiplier", 1);
    double branches = json.positive("residual_multiplier", 1);
    double scores = json.positive("attention_multiplier", 1);
    double divisor = json.positive("logits_scaling", 1);
    return (out, sizes) ->
        new LlamaWriter(out, sizes) {
          @Override
          protected String embedded(String tokens) {
            return layers.scaled(tokens, embedding);
          }

          @Override
          protected String branch(String x) {
            return layers.scaled(x, branches);
          }

          @Override
          protected Attention.Scores scores(int block) {
            return Attention.Scores.of(scores);
          }

          @Override
          protected String logits(String products) {
            return layers.divided(products, divisor);
          }
        };
  }
}
