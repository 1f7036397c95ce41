package probe.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.onnx.Cut;

/**
 * Where numbers come from.
 *
 * @param model the model file as the user named it
 * @param modelSha256 hash of the model file and of its external data, in the order of their names
 * @param graphSha256 hash of the cut graph, which holds no weights
 * @param tokenizerSha256 hash of tokenizer.json, or null
 * @param dtype type of most weights
 * @param seed the run's seed, or null where nothing is random
 */
public record Provenance(
    String probeVersion,
    String command,
    @Nullable Long seed,
    String model,
    String modelSha256,
    String graphSha256,
    @Nullable String tokenizerSha256,
    String dtype,
    String quantisation,
    String onnxRuntimeVersion,
    String executionProvider,
    int threads,
    String batching) {

  /** Collects what is known of {@code model}, run through {@code cut}. */
  public static Provenance of(LanguageModel model, Cut cut, String command, @Nullable Long seed) {
    Tokenizer tokenizer = model.tokenizer();
    return new Provenance(
        version(),
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

  /** This program's version. */
  public static String version() {
    String version = Provenance.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static String sha256(Iterable<Path> files) {
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

  /** The fields by the names that they have in JSON. */
  public Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("probe_version", probeVersion);
    out.put("command", command);
    out.put("seed", seed);
    out.put("model", model);
    out.put("model_sha256", modelSha256);
    out.put("graph_sha256", graphSha256);
    out.put("tokenizer_sha256", tokenizerSha256);
    out.put("dtype", dtype);
    out.put("quantisation", quantisation);
    out.put("onnxruntime_version", onnxRuntimeVersion);
    out.put("execution_provider", executionProvider);
    out.put("threads", threads);
    out.put("batching", batching);
    return out;
  }
}
