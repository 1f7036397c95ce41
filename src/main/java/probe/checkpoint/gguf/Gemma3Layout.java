package probe.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.service.AutoService;
import java.util.List;

/** Gemma 3, the text part. */
@AutoService(Layout.class)
public final class Gemma3Layout extends GemmaLayout {
  @Override
  String architecture() {
    return "gemma3";
  }

  @Override
  String modelType() {
    return "gemma3_text";
  }

  @Override
  int blocksOf27b() {
    return 62;
  }

  @Override
  void extend(ObjectNode config, Keys keys) {
    super.extend(config, keys);
    put(config, "final_logit_softcapping", keys.positive("final_logit_softcapping"));
    put(config, "rope_local_base_freq", keys.positive("rope.freq_base_swa"));
    List<Boolean> slides = keys.flags("attention.sliding_window_pattern");
    if (slides != null) {
      ArrayNode types = config.putArray("layer_types");
      slides.forEach(yes -> types.add(yes ? "sliding_attention" : "full_attention"));
      return;
    }
    Integer pattern = keys.sizeOrNull("attention.sliding_window_pattern");
    if (pattern != null) {
      config.put("sliding_window_pattern", pattern);
    }
  }
}
