package probe.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What every command says about itself while it works, and how much of it. */
final class Console {
  private static final long BAR_AFTER_NANOS = 1_000_000_000L;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Print results and errors only.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Say more about what is going on.")
  private boolean verbose;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean stacktrace;

  boolean stacktrace() {
    return stacktrace;
  }

  /** A line for whoever watches, on stderr. */
  void say(PrintWriter err, String line) {
    if (!quiet) {
      err.println(line);
      err.flush();
    }
  }

  /** A line for whoever wants to know more. */
  void detail(PrintWriter err, String line) {
    if (verbose && !quiet) {
      err.println(line);
      err.flush();
    }
  }

  /** A progress bar on stderr that shows after a second, and only on a terminal. */
  @SuppressWarnings("SystemConsoleNull") // the annotated JDK still says that it can be null
  Bar bar(String task, String unit, long total) {
    java.io.Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    return new Bar(task, unit, total, terminal && !quiet);
  }

  /** A progress bar. */
  static final class Bar implements AutoCloseable {
    private final String task;
    private final String unit;
    private final long total;
    private final boolean show;
    private final long start = System.nanoTime();
    private long done;
    private @Nullable ProgressBar bar;

    private Bar(String task, String unit, long total, boolean show) {
      this.task = task;
      this.unit = unit;
      this.total = total;
      this.show = show;
    }

    void advance(long count) {
      stepTo(done + count);
    }

    void stepTo(long count) {
      done = count;
      if (!show) {
        return;
      }
      if (bar == null && System.nanoTime() - start > BAR_AFTER_NANOS) {
        bar =
            new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(unit, 1)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .build();
      }
      if (bar != null) {
        bar.stepTo(done);
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
