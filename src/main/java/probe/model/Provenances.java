package probe.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.Provenance;
import probe.Sha256;
import probe.onnx.Cut;

/** Collects where a model's numbers come from. */
public final class Provenances {
  private Provenances() {}

  /** Collects what is known of {@code model}, run through {@code cut}. */
  public static Provenance of(LanguageModel model, Cut cut, String command, @Nullable Long seed) {
    Tokenizer tokenizer = model.tokenizer();
    return new Provenance(
        Provenance.version(),
        command,
        seed,
        model.name(),
        model.decoder().file().sha256(),
        model.adapterHash(),
        cut.sha256(),
        tokenizer == null ? null : Sha256.of(List.of(tokenizer.file())),
        model.decoder().storage().dtype(),
        model.decoder().storage().quantisation(),
        OrtRuntime.version(),
        model.device().provider(),
        model.threads(),
        model.batchMode().toString());
  }
}
