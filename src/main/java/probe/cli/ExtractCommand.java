package probe.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.JsonFile;
import probe.OutputFolder;
import probe.ProbeException;
import probe.Provenance;
import probe.model.ContextReader;
import probe.model.Contexts;
import probe.model.Extraction;
import probe.model.LanguageModel;
import probe.model.Positions;
import probe.model.Provenances;
import probe.model.TokensFile;
import probe.model.VectorFile;
import probe.tensor.Matrix;

/** {@code probe extract}: vectors of any number of contexts. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    header = "Takes states, logits and weights out of a model.",
    description =
        "Writes them as float32 to DIR/vectors.safetensors, the tokens to DIR/tokens.json, and"
            + " where it all comes from to DIR/manifest.json.")
final class ExtractCommand implements Callable<Integer> {
  @Mixin private ModelOptions model = new ModelOptions();

  @ArgGroup(multiplicity = "0..1")
  private @Nullable Source source;

  @Option(
      names = "--layers",
      paramLabel = "LAYERS",
      defaultValue = "last",
      description =
          "last, all, none, or numbers such as 0,2,5: 0 is the embedding sum, l the residual stream"
              + " after block l, the last one is after the final norm (default: ${DEFAULT-VALUE}).")
  private String layers = "last";

  @Option(
      names = "--positions",
      paramLabel = "WHICH",
      defaultValue = "last",
      description = "last or all (default: ${DEFAULT-VALUE}).")
  private String positions = "last";

  @Option(names = "--logits", description = "Write the logits as well.")
  private boolean logits;

  @Option(names = "--unembedding", description = "Write the unembedding [V, d].")
  private boolean unembedding;

  @Option(names = "--embedding", description = "Write the token embedding [V, d].")
  private boolean embedding;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results.")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  /** Where contexts come from. */
  static final class Source {
    @Option(
        names = "--text",
        arity = "1..*",
        paramLabel = "TEXT",
        description = "One or more contexts.")
    private @Nullable List<String> texts;

    @Option(
        names = "--contexts",
        paramLabel = "FILE",
        description = "A file with one context a line.")
    private @Nullable Path contexts;

    @Option(
        names = "--ids",
        paramLabel = "FILE",
        description = "A file with one JSON array of token ids a line; no special token is added.")
    private @Nullable Path ids;
  }

  @Override
  public Integer call() throws IOException {
    Positions where = positions();
    if (source == null && !unembedding && !embedding) {
      throw ProbeException.input(
          "nothing to extract: pass --text, --contexts or --ids, or --unembedding or --embedding");
    }
    try (LanguageModel opened = model.open(main.console(), spec.commandLine().getErr());
        Contexts contexts = contexts(opened);
        OutputFolder folder = OutputFolder.prepare(out)) {
      List<Integer> chosen = source == null ? List.of() : layers(opened);
      if (chosen.isEmpty() && !logits && !unembedding && !embedding) {
        throw ProbeException.input(
            "nothing to extract: --layers none needs --logits, --unembedding or --embedding");
      }
      Extraction.Spec what = new Extraction.Spec(chosen, where, logits && source != null);
      Matrix gamma = unembedding ? opened.unembedding() : null;
      Matrix table = embedding ? opened.embedding() : null;
      write(opened, contexts, folder, what, gamma, table);
    }
    main.console().say(spec.commandLine().getErr(), "wrote " + out.resolve("vectors.safetensors"));
    return Exit.OK;
  }

  private void write(
      LanguageModel opened,
      Contexts contexts,
      OutputFolder folder,
      Extraction.Spec what,
      @Nullable Matrix gamma,
      @Nullable Matrix table)
      throws IOException {
    VectorFile vectors = new VectorFile(opened, what);
    folder.requireSpace(vectors.bytes(contexts, gamma, table));
    main.console()
        .detail(
            spec.commandLine().getErr(),
            String.format(
                Locale.ROOT,
                "%,d contexts, %,d tokens, batching %s",
                contexts.count(),
                contexts.tokens(),
                opened.batchMode()));
    try (Console.Bar bar = main.console().bar("extract", " tokens", contexts.tokens())) {
      vectors.write(folder.file("vectors.safetensors"), contexts, gamma, table, bar::advance);
      TokensFile.write(folder.file("tokens.json"), contexts, opened);
      JsonFile.write(folder.file("manifest.json"), manifest(opened, contexts, what, vectors));
      folder.commit();
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + out, e);
    }
  }

  private Map<String, @Nullable Object> manifest(
      LanguageModel opened, Contexts contexts, Extraction.Spec what, VectorFile vectors) {
    Provenance provenance =
        Provenances.of(
            opened, opened.decoder().cut(what.layers(), what.logits()), main.commandLine(), null);
    Map<String, @Nullable Object> manifest = new LinkedHashMap<>(provenance.fields());
    manifest.put("contexts", contexts.count());
    manifest.put("tokens", contexts.tokens());
    manifest.put("vector_dtype", "float32");
    manifest.put("positions", what.positions().name().toLowerCase(Locale.ROOT));
    Map<String, String> sites = new LinkedHashMap<>(vectors.sites());
    if (unembedding) {
      sites.put(
          "unembedding",
          "rows gamma that the head multiplies lambda with, before bias, scale and soft cap");
    }
    if (embedding) {
      sites.put("embedding", "rows that token ids look up, before any scale");
    }
    manifest.put("sites", sites);
    return manifest;
  }

  private Contexts contexts(LanguageModel opened) {
    ContextReader reader = new ContextReader(opened);
    Source from = source;
    if (from == null) {
      return new Contexts();
    }
    if (from.texts != null) {
      return reader.texts(from.texts);
    }
    return from.contexts != null
        ? reader.textFile(from.contexts)
        : reader.idFile(java.util.Objects.requireNonNull(from.ids));
  }

  private Positions positions() {
    return switch (positions) {
      case "last" -> Positions.LAST;
      case "all" -> Positions.ALL;
      default ->
          throw ProbeException.input("--positions takes last or all, got '" + positions + "'");
    };
  }

  private List<Integer> layers(LanguageModel opened) {
    return switch (layers) {
      case "last" -> List.of(opened.decoder().blocks());
      case "all" -> opened.allLayers();
      case "none" -> List.of();
      default -> numbers(opened.decoder().blocks());
    };
  }

  private List<Integer> numbers(int blocks) {
    List<Integer> chosen = new ArrayList<>();
    for (String part : layers.split(",", -1)) {
      int layer;
      try {
        layer = Integer.parseInt(part.strip());
      } catch (NumberFormatException e) {
        throw ProbeException.input(
            "--layers takes last, all, none or numbers such as 0,2,5, got '%s'".formatted(layers),
            e);
      }
      if (layer < 0 || layer > blocks) {
        throw ProbeException.input(
            "--layers: no layer %d, the model has 0 to %d".formatted(layer, blocks));
      }
      if (!chosen.contains(layer)) {
        chosen.add(layer);
      }
    }
    return chosen;
  }
}
