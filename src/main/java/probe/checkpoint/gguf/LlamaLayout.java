package probe.checkpoint.gguf;

import com.google.auto.service.AutoService;

/** LLaMA, Mistral, and SmolLM 1 and 2. */
@AutoService(Layout.class)
public final class LlamaLayout extends LlamaLikeLayout {
  @Override
  String architecture() {
    return "llama";
  }

  @Override
  boolean inPairs() {
    return true;
  }
}
