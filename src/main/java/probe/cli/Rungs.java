package probe.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import probe.Sha256;
import probe.compare.Rung;
import probe.pocket.TokenizerFile;
import probe.pocket.World;
import probe.result.RunDocument;

/** How far a model is from what the theories are about. */
final class Rungs {
  private @Nullable String pocketTokenizer;

  /** The rung of the model of {@code document}: pocket models are told by their tokenizer. */
  Rung of(RunDocument document) {
    if (pocketTokenizer == null) {
      pocketTokenizer = Sha256.of(TokenizerFile.bytes(new World().vocabulary()));
    }
    return Objects.equals(document.provenance().get("tokenizer_sha256"), pocketTokenizer)
        ? Rung.POCKET
        : Rung.PRETRAINED;
  }
}
