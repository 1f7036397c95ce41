package probe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.JsonFile;
import probe.ProbeException;
import probe.algebra.Parallel;
import probe.theory.ConceptGraph;
import probe.theory.LatentAnalysis;
import probe.theory.LatentOptions;
import probe.theory.LatentOutcome;
import probe.theory.LatentToy;

/** {@code probe toy latent}: where linear representations come from. */
@Command(
    name = "latent",
    mixinStandardHelpOptions = true,
    header = "Trains tables of embeddings and unembeddings on known probabilities.",
    description = {
      "Contexts know some of the concepts, tokens all of them; the loss is held",
      "against the exact entropy, and concepts are asked to be directions. See",
      "docs/toy.md.",
      ""
    })
final class ToyLatentCommand implements Callable<Integer> {
  @Option(
      names = "--concepts",
      paramLabel = "N",
      defaultValue = "5",
      description = "Binary concepts, 2 to 8 (default: ${DEFAULT-VALUE}).")
  private int concepts = 5;

  @Option(
      names = "--dim",
      paramLabel = "N",
      description = "Width of both tables (default: as many as concepts).")
  private @Nullable Integer dim;

  @Option(
      names = "--contexts",
      paramLabel = "SHARE",
      defaultValue = "all",
      description = "all, half or a fraction of the contexts (default: ${DEFAULT-VALUE}).")
  private String contexts = "all";

  @Option(
      names = "--tokens",
      paramLabel = "SHARE",
      defaultValue = "all",
      description = "all, half or a fraction of the tokens (default: ${DEFAULT-VALUE}).")
  private String tokens = "all";

  @Option(
      names = "--graph",
      paramLabel = "GRAPH",
      defaultValue = "random",
      description =
          "random, independent, or a file with an edge in each line: a concept and one that"
              + " depends on it, such as 1 3 (default: ${DEFAULT-VALUE}).")
  private String graph = "random";

  @Option(names = "--control", description = "No context knows the last concept: a control.")
  private boolean control;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adam",
      description = "adam or gd, of all contexts at every step (default: ${DEFAULT-VALUE}).")
  private String optimizer = "adam";

  @Option(
      names = "--lr",
      paramLabel = "X",
      description = "Learning rate (default: 0.005 for adam, half of 2^concepts for gd).")
  private @Nullable Double learningRate;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Updates (default: ${DEFAULT-VALUE}).")
  private int steps = 5000;

  @Option(
      names = "--init",
      paramLabel = "X",
      defaultValue = "0.001",
      description =
          "Standard deviation of the tables' entries at the start (default: ${DEFAULT-VALUE}).")
  private double init = 0.001;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Repetitions, with seeds 1, 2, ... (default: ${DEFAULT-VALUE}).")
  private int seeds = 10;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Writes results.json, report.md, report.html and toy-latent.json, all numbers of every"
              + " seed, to this folder.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print JSON (keys: docs/toy.md).")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private ToyCommand toy = new ToyCommand();

  @Override
  public Integer call() {
    if (seeds < 1) {
      throw ProbeException.input("--seeds must be 1 or more, got " + seeds);
    }
    Function<SplittableRandom, ConceptGraph> maker = graph();
    LatentOptions options = options();
    long started = System.nanoTime();
    List<LatentOutcome> outcomes = train(options, maker);
    Map<String, @Nullable Object> fields = ToyLatentText.fields(outcomes, graph);
    if (out != null) {
      ToyReport.write(
          out,
          toy.main().resultCommand(),
          1L,
          (System.nanoTime() - started) / 1e9,
          List.of(LatentAnalysis.of(outcomes)),
          Map.of("toy-latent.json", fields));
    }
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.print(JsonFile.text(fields));
    } else {
      ToyLatentText.print(stdout, outcomes);
      if (out != null) {
        stdout.printf("%nwrote results.json, report.md, report.html, toy-latent.json to %s%n", out);
      }
    }
    stdout.flush();
    return Exit.OK;
  }

  private LatentOptions options() {
    LatentOptions.Optimizer one =
        switch (optimizer) {
          case "adam" -> LatentOptions.Optimizer.ADAM;
          case "gd" -> LatentOptions.Optimizer.GD;
          default ->
              throw ProbeException.input(
                  "--optimizer takes adam or gd, got '%s'".formatted(optimizer));
        };
    return new LatentOptions(
        concepts,
        dim == null ? concepts : dim,
        share("--contexts", contexts),
        share("--tokens", tokens),
        control,
        one,
        learningRate == null ? one.defaultRate(concepts) : learningRate,
        steps,
        init);
  }

  private static double share(String option, String text) {
    return switch (text) {
      case "all" -> 1;
      case "half" -> 0.5;
      default -> {
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException e) {
          throw ProbeException.input(
              "%s takes all, half or a share within (0, 1], got '%s'".formatted(option, text), e);
        }
      }
    };
  }

  private Function<SplittableRandom, ConceptGraph> graph() {
    return switch (graph) {
      case "random" -> random -> ConceptGraph.random(concepts, random);
      case "independent" -> random -> ConceptGraph.independent(concepts, random);
      default -> {
        int[] parents = GraphFile.parents(Path.of(graph), concepts);
        yield random -> ConceptGraph.of(parents, random);
      }
    };
  }

  private List<LatentOutcome> train(
      LatentOptions options, Function<SplittableRandom, ConceptGraph> maker) {
    AtomicLong done = new AtomicLong();
    try (Console.Bar bar = toy.main().console().bar("toy latent", " steps", (long) steps * seeds)) {
      return Parallel.map(
          seeds,
          k ->
              LatentToy.train(
                  options,
                  maker,
                  1 + k,
                  step -> {
                    long now = done.incrementAndGet();
                    if (now % 100 == 0) {
                      synchronized (bar) {
                        bar.stepTo(now);
                      }
                    }
                  }));
    }
  }
}
