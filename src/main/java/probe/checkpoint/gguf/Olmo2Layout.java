package probe.checkpoint.gguf;

import com.google.auto.service.AutoService;
import java.util.Map;

/** OLMo 2. */
@AutoService(Layout.class)
public final class Olmo2Layout extends LlamaLikeLayout {
  @Override
  String architecture() {
    return "olmo2";
  }

  @Override
  Map<String, String> parts() {
    Map<String, String> parts = super.parts();
    parts.put("post_attention_norm", "post_attention_layernorm");
    parts.put("post_ffw_norm", "post_feedforward_layernorm");
    return parts;
  }
}
