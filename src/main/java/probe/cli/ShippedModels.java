package probe.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import probe.ProbeException;

/** The pretrained models that come with the tool. */
final class ShippedModels {
  private static final String DEFAULT = "pocket-gpt2";

  private ShippedModels() {}

  /** Where the model {@code name} lies, or would lie. */
  static Path folder(String name) {
    return Path.of(System.getProperty("probe.home", "."), "models", name);
  }

  /**
   * The model that commands use where none is named.
   *
   * @throws ProbeException if the installation lacks it
   */
  static Path model() {
    Path file = folder(DEFAULT).resolve("model.onnx");
    if (!Files.isRegularFile(file)) {
      throw ProbeException.model(
          "no --model, and the one that comes with probe is missing at %s; name a model, or make it again: probe pocket train --arch gpt2"
              .formatted(file));
    }
    return file;
  }
}
