package probe;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes JSON for people and programs: indented, keys in the order they were put, "\n" everywhere.
 */
public final class JsonFile {
  private static final ObjectWriter WRITER =
      new ObjectMapper()
          .writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

  private JsonFile() {}

  /** {@code value} as text that ends with a line break. */
  public static String text(Object value) {
    try {
      return WRITER.writeValueAsString(value) + "\n";
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON can be made of " + value.getClass(), e);
    }
  }

  /** Writes {@code value} to {@code file}. */
  public static void write(Path file, Object value) throws IOException {
    Files.writeString(file, text(value));
  }
}
