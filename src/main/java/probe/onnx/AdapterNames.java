package probe.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import probe.ProbeException;

/** Files and tensor names of adapters: this program's, and those of Hugging Face's PEFT. */
final class AdapterNames {
  static final String PREFIX = "base_model.model.";
  static final String A = ".lora_A.weight";
  static final String B = ".lora_B.weight";

  /** A and B where rows are looked up: A [r, tokens], B [d, r]. */
  static final String EMBEDDING_A = ".lora_embedding_A";

  static final String EMBEDDING_B = ".lora_embedding_B";

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
    List<String> below = below(folder);
    throw ProbeException.input(
        "%s holds no adapter: neither adapter.json nor, as PEFT writes it, adapter_config.json%s"
            .formatted(
                folder,
                below.isEmpty()
                    ? ""
                    : "; name one of the folders in it that do: " + String.join(", ", below)));
  }

  /** Folders in {@code folder} that hold an adapter, as PEFT writes one for each name. */
  private static List<String> below(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              f ->
                  Files.isRegularFile(f.resolve("adapter_config.json"))
                      || Files.isRegularFile(f.resolve("adapter.json")))
          .map(f -> String.valueOf(f.getFileName()))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  // what state dictionaries in memory add: the name that the adapter has there
  private static final Pattern OWN_NAME =
      Pattern.compile(
          "(?<=\\.lora_[AB])\\.(?<a>[^.]+)(?=\\.(weight|bias)$)"
              + "|(?<=\\.lora_embedding_[AB])\\.(?<b>[^.]+)$"
              + "|(?<=\\.trainable_tokens_delta)\\.(?<c>[^.]+)$"
              + "|\\.modules_to_save\\.(?<d>[^.]+)(?=\\.[^.]+$)");

  /**
   * The name of {@code tensor} as PEFT saves it: without its prefix and the adapter's own name.
   *
   * @param owners takes the adapter's own name, where there is one
   */
  static String saved(String tensor, Set<String> owners) {
    String name = tensor.startsWith(PREFIX) ? tensor.substring(PREFIX.length()) : tensor;
    Matcher matcher = OWN_NAME.matcher(name);
    if (!matcher.find()) {
      return name;
    }
    for (String group : List.of("a", "b", "c", "d")) {
      String owner = matcher.group(group);
      if (owner != null) {
        owners.add(owner);
      }
    }
    return name.substring(0, matcher.start()) + name.substring(matcher.end());
  }
}
