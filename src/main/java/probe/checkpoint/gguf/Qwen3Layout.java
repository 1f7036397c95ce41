package probe.checkpoint.gguf;

import com.google.auto.service.AutoService;

/** Qwen 3. */
@AutoService(Layout.class)
public final class Qwen3Layout extends LlamaLikeLayout {
  @Override
  String architecture() {
    return "qwen3";
  }
}
