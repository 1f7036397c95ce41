package probe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import probe.OutputFolder;
import probe.ProbeException;

/** Makes one line and an exit code of everything that goes wrong. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final Console console;

  Errors(Console console) {
    this.console = console;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    return report(e, command.getErr());
  }

  int report(Throwable e, PrintWriter err) {
    int code;
    String message;
    switch (e) {
      case ProbeException p -> {
        code = Exit.of(p.kind());
        message = p.getMessage();
      }
      case UncheckedIOException u -> {
        code = Exit.OUTPUT;
        message = u.getMessage() + ": " + cause(u).getMessage();
      }
      case IOException io -> {
        code = Exit.OUTPUT;
        message = OutputFolder.failed("input or output failed", io).getMessage();
      }
      case OutOfMemoryError oom -> {
        code = Exit.INTERNAL;
        message =
            "out of memory (%s); give the JVM more with PROBE_JAVA_OPTS=-Xmx4g"
                .formatted(oom.getMessage());
      }
      default -> {
        code = Exit.INTERNAL;
        message =
            "this should not have happened: %s; run again with --stacktrace and report what it shows"
                .formatted(e);
      }
    }
    err.println("probe: error: " + String.valueOf(message).replaceAll("\\s*\\R\\s*", " "));
    if (console.stacktrace()) {
      e.printStackTrace(err);
    }
    err.flush();
    return code;
  }

  private static IOException cause(UncheckedIOException e) {
    return e.getCause() == null ? new IOException(e) : e.getCause();
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.printf(
        "probe: error: %s; see %s --help%n",
        String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ").replaceFirst("^Error: ", ""),
        e.getCommandLine().getCommandSpec().qualifiedName());
    err.flush();
    return Exit.USAGE;
  }
}
