package probe.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.service.AutoService;
import java.util.Map;

/** Phi-3, whose matrices of queries, keys and values are one, as are those that read the stream. */
@AutoService(Layout.class)
public final class Phi3Layout extends LlamaLikeLayout {
  @Override
  String architecture() {
    return "phi3";
  }

  @Override
  boolean turnsInPart() {
    return true;
  }

  @Override
  Map<String, String> parts() {
    Map<String, String> parts = super.parts();
    parts.put("attn_qkv", "self_attn.qkv_proj");
    parts.put("ffn_up", "mlp.gate_up_proj");
    return parts;
  }

  @Override
  void extend(ObjectNode config, Keys keys) {
    Double window = keys.number("attention.sliding_window");
    if (window != null && window > 0) {
      config.put("sliding_window", window.intValue());
    }
  }
}
