package probe.checkpoint.gguf;

import com.google.auto.service.AutoService;

/** SmolLM3: every fourth block knows nothing of positions, which no key says. */
@AutoService(Layout.class)
public final class SmolLm3Layout extends LlamaLikeLayout {
  @Override
  String architecture() {
    return "smollm3";
  }

  @Override
  boolean inPairs() {
    return true;
  }
}
