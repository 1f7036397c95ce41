package probe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.OutputFolder;
import probe.ProbeException;
import probe.concept.ConceptFiles;
import probe.concept.WordPairs;
import probe.model.LanguageModel;
import probe.plan.ConceptResult;
import probe.plan.Run;
import probe.plan.RunPlan;
import probe.plan.RunResult;
import probe.report.JsonFile;
import probe.report.RunJson;
import probe.report.RunMarkdown;
import probe.stats.Summary;

/** {@code probe run}: concept files against a model. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    header = "Measures concept directions from word pairs.",
    description = {
      "First certifies that the vectors are the model's own. Writes DIR/results.json and",
      "DIR/report.md."
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--probes",
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description = "Concept files, or folders of them (default: the probes that ship with probe).")
  private @Nullable List<Path> probes;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "probe-results",
      description = "Folder for the results (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("probe-results");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--dry-run", description = "Print the plan and stop.")
  private boolean dryRun;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  @Override
  public Integer call() {
    PrintWriter stdout = spec.commandLine().getOut();
    List<WordPairs> concepts = ConceptFiles.read(probes == null ? shipped() : probes);
    try (LanguageModel opened = model.open()) {
      RunPlan plan = RunPlan.of(opened, concepts);
      if (dryRun) {
        print(stdout, plan);
        stdout.flush();
        return Exit.OK;
      }
      try (OutputFolder folder = OutputFolder.prepare(out)) {
        folder.requireSpace(plan.outputBytes());
        RunResult result = run(opened, plan);
        JsonFile.write(folder.file("results.json"), RunJson.of(result));
        Files.writeString(folder.file("report.md"), RunMarkdown.of(result));
        folder.commit();
        print(stdout, result);
        stdout.flush();
        if (!result.certificate().holds()) {
          throw ProbeException.numeric(
              "the parity certificate does not hold (see %s), so none of these numbers can be trusted; try another export of the model"
                  .formatted(out.resolve("report.md")));
        }
      } catch (IOException e) {
        throw OutputFolder.failed("cannot write to " + out, e);
      }
    }
    stdout.flush();
    return Exit.OK;
  }

  private RunResult run(LanguageModel opened, RunPlan plan) {
    try (Console.Bar bar = main.console().bar("run", " steps", plan.concepts().size() + 2)) {
      return new Run(opened, plan, seed)
          .execute(
              main.commandLine(),
              (what, done, total) -> {
                main.console().detail(spec.commandLine().getErr(), what);
                bar.stepTo(done);
              });
    }
  }

  /** The folder probes/ of the installation. */
  private static List<Path> shipped() {
    String home = System.getProperty("probe.home", ".");
    return List.of(Path.of(home, "probes"));
  }

  private static void print(PrintWriter to, RunPlan plan) {
    long pairs = plan.concepts().stream().mapToLong(c -> c.words().pairs().size()).sum();
    long used = plan.concepts().stream().mapToLong(c -> c.survival().used().size()).sum();
    to.printf(Locale.ROOT, "concepts           %,d%n", plan.concepts().size());
    to.printf(Locale.ROOT, "word pairs         %,d listed, %,d usable%n", pairs, used);
    to.printf(Locale.ROOT, "contexts           %,d%n", plan.contexts());
    to.printf(Locale.ROOT, "tokens             %,d%n", plan.contextTokens());
    to.printf(Locale.ROOT, "batches            %,d%n", plan.batches());
    to.printf(Locale.ROOT, "unembedding        [%,d, %,d]%n", plan.unembeddingRows(), plan.width());
    to.printf(Locale.ROOT, "random pairs       %,d%n", plan.randomPairs());
    to.printf(Locale.ROOT, "bytes written      about %,d%n", plan.outputBytes());
    to.printf(Locale.ROOT, "peak memory        about %,d bytes%n", plan.peakMemoryBytes());
    for (RunPlan.Concept concept : plan.concepts()) {
      to.printf(
          Locale.ROOT,
          "  %-24s %3d of %3d pairs%n",
          concept.words().name(),
          concept.survival().used().size(),
          concept.words().pairs().size());
    }
  }

  private void print(PrintWriter to, RunResult result) {
    to.printf(
        Locale.ROOT,
        "parity certificate %s: lambda . gamma %.1e, batched %.1e, tolerance %.0e%n",
        result.certificate().holds() ? "holds" : "DOES NOT HOLD",
        result.certificate().lambdaGammaDifference(),
        result.certificate().batchedDifference(),
        result.certificate().tolerance());
    to.printf("%-24s %10s %12s %12s%n", "concept", "pairs", "loo cosine", "random 95 %");
    for (ConceptResult concept : result.concepts()) {
      String pairs = concept.survival().used().size() + " of " + concept.words().pairs().size();
      double[] loo = concept.looCosines();
      Summary random = concept.randomCosines();
      if (loo == null || random == null) {
        to.printf("%-24s %10s   too few pairs%n", concept.words().name(), pairs);
      } else {
        to.printf(
            Locale.ROOT,
            "%-24s %10s %12.3f %12.3f%n",
            concept.words().name(),
            pairs,
            Summary.of(loo).mean(),
            random.q95());
      }
    }
    to.printf("wrote %s and %s%n", out.resolve("results.json"), out.resolve("report.md"));
  }
}
