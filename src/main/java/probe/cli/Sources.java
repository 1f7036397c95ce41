package probe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import probe.source.ModelSource;
import probe.source.Watcher;

/** Models as they are typed after {@code --model}, found, fetched and converted. */
final class Sources {
  /** What {@code --model} takes, for help. */
  static final String HELP = ModelSource.FORMS;

  private Sources() {}

  /** The ONNX file of {@code source}. */
  static ModelSource find(String source, Console console, PrintWriter err) {
    return ModelSource.of(source, System.getenv(), watcher(console, err));
  }

  /** The folder or file of {@code source}, not converted. */
  static Path local(String source, Console console, PrintWriter err) {
    return ModelSource.local(source, System.getenv(), watcher(console, err));
  }

  private static Watcher watcher(Console console, PrintWriter err) {
    return new Watcher() {
      @Override
      public void say(String line) {
        console.say(err, line);
      }

      @Override
      public Task begin(String task, long total) {
        Console.Bar bar = console.bar(task, " bytes", total);
        return new Task() {
          @Override
          public void advance(long bytes) {
            bar.advance(bytes);
          }

          @Override
          public void close() {
            bar.close();
          }
        };
      }
    };
  }
}
