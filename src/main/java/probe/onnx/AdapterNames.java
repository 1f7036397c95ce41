package probe.onnx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import probe.ProbeException;

/** Files and tensor names of adapters: this program's, and those of Hugging Face's PEFT. */
final class AdapterNames {
  static final String PREFIX = "base_model.model.";
  static final String A = ".lora_A.weight";
  static final String B = ".lora_B.weight";

  /** Rows of tokens: new ones, though PEFT calls them a delta. */
  static final String ROWS = ".token_adapter.trainable_tokens_delta";

  private AdapterNames() {}

  /**
   * The two files of an adapter.
   *
   * @param own whether this program wrote them
   */
  record Pair(Path config, Path tensors, boolean own) {}

  /**
   * The files in {@code folder}.
   *
   * @throws ProbeException if one is missing
   */
  static Pair in(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw ProbeException.input(
          "no folder %s; --adapter takes a folder with adapter.json and adapter.safetensors"
              .formatted(folder));
    }
    for (Pair files :
        List.of(
            new Pair(folder.resolve("adapter.json"), folder.resolve("adapter.safetensors"), true),
            new Pair(
                folder.resolve("adapter_config.json"),
                folder.resolve("adapter_model.safetensors"),
                false))) {
      if (Files.isRegularFile(files.config())) {
        if (!Files.isRegularFile(files.tensors())) {
          throw ProbeException.input(
              "%s has %s but no %s; an adapter is both files"
                  .formatted(folder, files.config().getFileName(), files.tensors().getFileName()));
        }
        return files;
      }
    }
    throw ProbeException.input(
        "%s holds no adapter: neither adapter.json nor, as PEFT writes it, adapter_config.json"
            .formatted(folder));
  }
}
