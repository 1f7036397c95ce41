package probe;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** The models that lie beside the checkout, for tests that need real ones. */
public final class SharedModels {
  private SharedModels() {}

  /**
   * The model folder {@code name}. Where it is absent the calling test is skipped, and in CI it
   * fails.
   */
  public static Path require(String name) {
    Path models =
        Path.of(System.getProperty("probe.basedir", "."), "..", "shared", "models")
            .toAbsolutePath()
            .normalize();
    Path folder = models.resolve(name);
    if (!Files.isDirectory(folder)) {
      String message =
          "no folder %s: this test reads the model '%s', which lies beside the checkout in ../shared/models"
              .formatted(folder, name);
      if (System.getenv("CI") != null) {
        fail(message);
      }
      abort(message);
    }
    return folder;
  }
}
