package probe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the command as a user does. */
final class Launcher {
  private static final Path HOME = Path.of(System.getProperty("probe.basedir", "."));

  /**
   * What came of it.
   *
   * @param peakKilobytes most resident memory, or 0 where the system does not tell
   */
  record Outcome(int code, String out, String err, long peakKilobytes) {}

  private static final String CACHE = HOME.resolve("target/test-cache").toAbsolutePath().toString();

  private Launcher() {}

  static Outcome run(List<String> arguments) throws IOException, InterruptedException {
    return run(Map.of(), arguments);
  }

  static Outcome run(String... arguments) throws IOException, InterruptedException {
    return run(List.of(arguments));
  }

  /** Starts it and does not wait; what it prints is lost. */
  static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("probe").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("PROBE_CACHE", CACHE);
    return builder.start();
  }

  static Outcome run(Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("probe-out", ".txt");
    Path err = Files.createTempFile("probe-err", ".txt");
    try {
      List<String> command = new ArrayList<>(List.of(HOME.resolve("probe").toString()));
      command.addAll(arguments);
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      // tests leave the user's own caches alone
      builder.environment().put("PROBE_CACHE", CACHE);
      builder.environment().put("HF_HUB_OFFLINE", "1");
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      long peak = 0;
      while (process.isAlive()) {
        peak = Math.max(peak, peak(process.pid()));
        Thread.sleep(20);
      }
      return new Outcome(process.waitFor(), Files.readString(out), Files.readString(err), peak);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /**
   * Interrupts {@code process} as Ctrl-C does; returns the exit code that it must end with.
   *
   * <p>What was started in the background of a script ignores that signal, and so do its children:
   * there it is asked to end as the system does.
   */
  static int interrupt(Process process) throws IOException, InterruptedException {
    boolean ignored = ignoresInterrupts();
    // to the JVM: the launcher has replaced itself with it
    new ProcessBuilder("kill", ignored ? "-TERM" : "-INT", Long.toString(process.pid()))
        .start()
        .waitFor();
    return ignored ? Exit.TERMINATED : Exit.INTERRUPTED;
  }

  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String mask =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElse("SigIgn: 0")
            .replaceFirst("SigIgn:\\s*", "");
    return (Long.parseUnsignedLong(mask, 16) & 1 << 1) != 0;
  }

  private static long peak(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      return 0;
    } catch (IOException e) {
      return 0; // it has just ended, or there is no /proc
    }
  }
}
