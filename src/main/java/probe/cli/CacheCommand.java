package probe.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.JsonFile;
import probe.ProbeException;
import probe.source.CacheFolder;
import probe.source.ModelCache;

/** {@code probe cache}: the models that were converted, and kept. */
@Command(
    name = "cache",
    mixinStandardHelpOptions = true,
    header = "Lists and removes models that were converted to ONNX.",
    description = {
      "Where --model names a checkpoint or a GGUF file, its conversion is kept in the user's cache"
          + " folder (PROBE_CACHE names another). See docs/sources.md.",
      ""
    },
    subcommands = CacheCommand.Remove.class)
final class CacheCommand implements Callable<Integer> {
  private static final int SHOWN = 12;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  private static ModelCache cache() {
    return new ModelCache(CacheFolder.of(System.getenv()));
  }

  @Override
  public Integer call() {
    ModelCache cache = cache();
    List<ModelCache.Entry> entries = cache.entries();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(JsonFile.text(entries.stream().map(CacheCommand::fields).toList()));
    } else {
      for (ModelCache.Entry entry : entries) {
        out.printf(
            Locale.ROOT,
            "%s  %,15d bytes  %s  %s%n",
            entry.key().substring(0, Math.min(SHOWN, entry.key().length())),
            entry.bytes(),
            entry.used().toString().substring(0, 10),
            entry.source());
      }
      long bytes = entries.stream().mapToLong(ModelCache.Entry::bytes).sum();
      out.printf(
          Locale.ROOT, "%d models, %,d bytes in %s%n", entries.size(), bytes, cache.folder());
    }
    out.flush();
    return Exit.OK;
  }

  private static Map<String, Object> fields(ModelCache.Entry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", entry.key());
    fields.put("source", entry.source());
    fields.put("bytes", entry.bytes());
    fields.put("used", entry.used().toString());
    fields.put("folder", entry.folder().toString());
    return fields;
  }

  /** {@code probe cache remove}. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      header = "Removes models from the cache.",
      description = "What is removed is made again when it is next asked for.")
  static final class Remove implements Callable<Integer> {
    @Parameters(
        paramLabel = "KEY",
        arity = "0..*",
        description = "Keys, or beginnings of keys, as `probe cache` lists them.")
    private List<String> keys = List.of();

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Spec private CommandSpec spec = CommandSpec.create();

    @ParentCommand private CacheCommand parent = new CacheCommand();

    @Override
    public Integer call() {
      ModelCache cache = cache();
      List<ModelCache.Entry> entries = cache.entries();
      if (all == !keys.isEmpty()) {
        throw ProbeException.input("name the models to remove by their keys, or pass --all");
      }
      List<ModelCache.Entry> chosen =
          all ? entries : keys.stream().map(key -> one(entries, key)).distinct().toList();
      for (ModelCache.Entry entry : chosen) {
        cache.remove(entry);
        parent
            .main
            .console()
            .say(spec.commandLine().getErr(), "removed %s".formatted(entry.source()));
      }
      return Exit.OK;
    }

    private static ModelCache.Entry one(List<ModelCache.Entry> entries, String key) {
      List<ModelCache.Entry> found =
          entries.stream().filter(entry -> !key.isEmpty() && entry.key().startsWith(key)).toList();
      if (found.size() != 1) {
        throw ProbeException.input(
            "%d models have a key that begins with '%s'; `probe cache` lists them"
                .formatted(found.size(), key));
      }
      return found.getFirst();
    }
  }
}
