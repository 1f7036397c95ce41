package probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that lie beside a model and belong to it: its configuration and its tokenizer. */
public final class Companions {
  private static final List<String> NAMES =
      List.of(
          "config.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "tokenizer.model",
          "chat_template.jinja");

  private Companions() {}

  /** What they are called. */
  public static List<String> names() {
    return NAMES;
  }

  /** Those that {@code folder} has. */
  public static List<Path> in(Path folder) {
    return NAMES.stream().map(folder::resolve).filter(Files::isRegularFile).toList();
  }

  /** Copies those that {@code from} has to {@code to}. */
  public static void copy(Path from, OutputFolder to) throws IOException {
    for (Path file : in(from)) {
      // the content alone: what is read-only there need not be here
      try (InputStream in = Files.newInputStream(file)) {
        Files.copy(in, to.file(String.valueOf(file.getFileName())));
      }
    }
  }
}
