package probe.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
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
}
