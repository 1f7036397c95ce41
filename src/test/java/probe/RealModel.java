package probe;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** A real pretrained language model, which {@code src/test/fetch-real-model.sh} fetches. */
public final class RealModel {
  private static final String NAME = "SmolLM2-135M-Instruct.Q4_1.gguf";

  private RealModel() {}

  /** SmolLM2-135M-Instruct, Q4_1, as a GGUF file; a test that needs it is skipped without it. */
  public static Path require() {
    String caches = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path folder =
        (caches.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(caches))
            .resolve("probe")
            .resolve("test-models");
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      String message =
          "no file %s: this test reads a real model; src/test/fetch-real-model.sh fetches it (98 MB)"
              .formatted(file);
      if (System.getenv("CI") != null) {
        fail(message);
      }
      abort(message);
    }
    return file;
  }
}
