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

  /** Copies those that {@code from} has to {@code to}. */
  public static void copy(Path from, OutputFolder to) throws IOException {
    for (String name : NAMES) {
      Path file = from.resolve(name);
      if (Files.isRegularFile(file)) {
        // the content alone: what is read-only there need not be here
        try (InputStream in = Files.newInputStream(file)) {
          Files.copy(in, to.file(name));
        }
      }
    }
  }
}
