package probe.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.service.AutoService;

/** Granite 3. */
@AutoService(Layout.class)
public final class GraniteLayout extends LlamaLikeLayout {
  @Override
  String architecture() {
    return "granite";
  }

  @Override
  boolean inPairs() {
    return true;
  }

  @Override
  void extend(ObjectNode config, Keys keys) {
    put(config, "embedding_multiplier", keys.positive("embedding_scale"));
    put(config, "residual_multiplier", keys.positive("residual_scale"));
    put(config, "logits_scaling", keys.positive("logit_scale"));
    Double scale = keys.positive("attention.scale");
    put(
        config,
        "attention_multiplier",
        scale == null ? 1 / Math.sqrt(config.get("head_dim").asInt()) : scale);
  }
}
