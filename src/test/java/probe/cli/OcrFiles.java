package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** Runs a command of {@code probe ocr} in this JVM. */
final class OcrFiles {
  static final Path SETS = Path.of(System.getProperty("probe.basedir", "."), "probes", "ocr");
  static final Path MODELS = Path.of(System.getProperty("probe.basedir", "."), "models");

  /** What came of it. */
  record Outcome(int code, String out, String err) {}

  private OcrFiles() {}

  static Outcome run(Object command, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(command);
    Errors errors = new Errors(new Console());
    line.setExecutionExceptionHandler(errors);
    line.setParameterExceptionHandler(errors);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return new Outcome(line.execute(texts), out.toString(), err.toString());
  }

  /** The text of the results in {@code out}, without the block that may differ. */
  static String withoutTimes(Path out) throws IOException {
    String text = Files.readString(out.resolve("results.json"));
    String without = text.replaceFirst("(?s)\"times\" : \\{[^}]*\\}", "");
    assertThat(without).hasSizeLessThan(text.length());
    return without;
  }
}
