package probe.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.service.AutoService;

/** Gemma 2. */
@AutoService(Layout.class)
public final class Gemma2Layout extends GemmaLayout {
  @Override
  String architecture() {
    return "gemma2";
  }

  @Override
  int blocksOf27b() {
    return 46;
  }

  @Override
  void extend(ObjectNode config, Keys keys) {
    super.extend(config, keys);
    put(config, "attn_logit_softcapping", keys.positive("attn_logit_softcapping"));
    put(config, "final_logit_softcapping", keys.positive("final_logit_softcapping"));
  }
}
