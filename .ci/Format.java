import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that every Java file is formatted as google-java-format would, or, with "fix", makes it
 * so. A program of its own because the formatter has to run on a JDK that knows the language
 * version of the sources, and Maven may be on an older one.
 *
 * <p>Usage, in the project's root: Format check|fix FOLDER
 *
 * <p>FOLDER/formatted holds the time of the last check that found everything in order, so that the
 * next one reads only newer files. FOLDER/unformatted exists after a check that did not: the build
 * stops there.
 */
final class Format {
  public static void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    Path formatted = Path.of(args[1], "formatted");
    Path unformatted = Path.of(args[1], "unformatted");

    long started = System.currentTimeMillis();
    List<String> options = new ArrayList<>();
    options.addAll(fix ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    options.addAll(javaFiles(fix ? 0 : lastCheck(formatted)));

    Files.createDirectories(formatted.getParent());
    Files.deleteIfExists(unformatted);
    if (fix) {
      run(options); // once more below: what it wraps, it may want to wrap differently then
    }
    if (run(options) == 0) {
      Files.writeString(formatted, Long.toString(started));
    } else if (fix) {
      System.exit(1);
    } else {
      Files.createFile(unformatted);
    }
  }

  private static int run(List<String> options) throws Exception {
    if (!options.getLast().endsWith(".java")) {
      return 0;
    }
    // with --dry-run the formatter prints the names of the files that it would change
    var out = new PrintWriter(System.out, true);
    var err = new PrintWriter(System.err, true);
    return new Main(out, err, System.in).format(options.toArray(new String[0]));
  }

  private static long lastCheck(Path formatted) throws IOException {
    if (!Files.exists(formatted)) {
      return 0;
    }
    long time = Long.parseLong(Files.readString(formatted).strip());
    // the pom names the formatter's version
    return Files.getLastModifiedTime(Path.of("pom.xml")).toMillis() < time ? time : 0;
  }

  private static List<String> javaFiles(long changedSince) throws IOException {
    var files = new ArrayList<String>();
    for (String folder : List.of("src/main/java", "src/test/java", ".ci")) {
      if (!Files.isDirectory(Path.of(folder))) {
        continue;
      }
      try (var tree = Files.walk(Path.of(folder))) {
        for (Path file : (Iterable<Path>) tree.sorted()::iterator) {
          if (file.toString().endsWith(".java")
              && Files.getLastModifiedTime(file).toMillis() >= changedSince) {
            files.add(file.toString());
          }
        }
      }
    }
    return files;
  }
}
