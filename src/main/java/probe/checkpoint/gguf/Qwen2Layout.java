package probe.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.service.AutoService;

/** Qwen 2 and 2.5. */
@AutoService(Layout.class)
public final class Qwen2Layout extends LlamaLikeLayout {
  @Override
  String architecture() {
    return "qwen2";
  }

  @Override
  void extend(ObjectNode config, Keys keys) {
    config.remove("attention_bias"); // always there, but for the last matrix
  }
}
