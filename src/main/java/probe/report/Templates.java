package probe.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Templates and other files that ship in the jar. */
final class Templates {
  private Templates() {}

  static Template html(String name) {
    return compiler().withEscaper(Escapers.HTML).compile(reader(name));
  }

  static Template markdown(String name) {
    return compiler().withEscaper(new MarkdownText()).compile(reader(name));
  }

  /** Names that do not exist are errors; empty lists and texts leave a section out. */
  private static Mustache.Compiler compiler() {
    return Mustache.compiler()
        .strictSections(true)
        .emptyStringIsFalse(true)
        .zeroIsFalse(true)
        .withLoader(name -> reader(name + ".mustache"));
  }

  /** The resource {@code name}, beside this class or from the root of the class path. */
  static String text(String name) {
    try (InputStream in = stream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " from the class path", e);
    }
  }

  private static Reader reader(String name) {
    return new InputStreamReader(stream(name), StandardCharsets.UTF_8);
  }

  private static InputStream stream(String name) {
    InputStream in = Templates.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException(name + " is not on the class path");
    }
    return in;
  }
}
