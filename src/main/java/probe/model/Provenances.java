package probe.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import probe.Provenance;
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
        model.decoder().file().path().toString(),
        sha256(model.decoder().file().weightFiles()),
        HexFormat.of().formatHex(digest().digest(cut.model())),
        tokenizer == null ? null : sha256(java.util.List.of(tokenizer.file())),
        model.decoder().storage().dtype(),
        model.decoder().storage().quantisation(),
        OrtRuntime.version(),
        model.device().provider(),
        model.threads(),
        model.batchMode().toString());
  }

  /** SHA-256 of {@code files}, one after another. */
  public static String sha256(Iterable<Path> files) {
    MessageDigest digest = digest();
    byte[] block = new byte[1 << 20];
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
          digest.update(block, 0, n);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
