package probe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.algebra.Parallel;
import probe.model.Device;
import probe.model.ExtractionBenchmark;
import probe.model.LanguageModel;
import probe.onnx.write.Gpt2Writer;
import probe.onnx.write.RandomWeights;

/** {@code probe benchmark}: ratios measured in one run on this machine. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    header = "Measures speeds on this machine.",
    description = {
      "extract: writes GPT-2 124M with random weights, and prints the speed of extract beside that"
          + " of a bare loop over the same cut graph with ready-made batches. Takes 1.5 GB of"
          + " memory and 0.5 GB in the temporary folder.",
      "linear: whitening beside the covariance and its eigenvectors, and linear probes beside"
          + " scikit-learn where --python names a Python that has it. Takes minutes, 3 GB of memory"
          + " and 2 GB in the temporary folder.",
      "tune: training steps of GPT-2 124M with random weights beside their parts and ONNX Runtime's"
          + " forward pass, and beside PyTorch where --python names a Python that has transformers."
          + " Takes 4 GB of memory and 0.5 GB in the temporary folder.",
      "fuzz: reads --inputs GGUF, safetensors, config and tokenizer files that are damaged at"
          + " random (default: a million), and prints how many were read, refused, or neither."
    })
final class BenchmarkCommand implements Callable<Integer> {
  /** What can be measured. */
  private enum What {
    extract,
    linear,
    tune,
    fuzz
  }

  @Option(
      names = "--what",
      paramLabel = "WHAT",
      defaultValue = "extract",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private What what = What.extract;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description = "A Python to compare with: linear needs scikit-learn, tune transformers.")
  private @Nullable String python;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "20000",
      description = "linear: rows that probes are fitted to (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      defaultValue = "32000",
      description = "linear: rows that are whitened (default: ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--dimension",
      paramLabel = "N",
      defaultValue = "4096",
      description = "linear: their dimension (default: ${DEFAULT-VALUE}).")
  private int dimension;

  @Option(
      names = "--inputs",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "fuzz: damaged files (default: ${DEFAULT-VALUE}).")
  private long inputs;

  @Option(
      names = "--contexts",
      paramLabel = "N",
      defaultValue = "192",
      description = "extract: contexts per round (default: ${DEFAULT-VALUE}).")
  private int contexts;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Threads (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed (default: 1).")
  private long seed;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("probe-benchmark");
    try {
      switch (what) {
        case extract -> extract(out, folder);
        case linear -> linear(out, folder);
        case tune -> tune(out, folder);
        case fuzz -> fuzz(out, folder);
      }
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
    out.flush();
    return Exit.OK;
  }

  private void linear(PrintWriter out, Path folder) throws IOException {
    main.console().say(spec.commandLine().getErr(), "measuring ...");
    Parallel.setThreads(threads);
    LinearBenchmarkRun run = new LinearBenchmarkRun(out, rounds, seed);
    out.printf("medians of %d rounds, %d threads%n", rounds, threads);
    run.bootstrap(1000, 10_000);
    run.whitening(vocabulary, dimension);
    run.trainers(rows, dimension, python, folder);
  }

  private void fuzz(PrintWriter out, Path folder) throws IOException {
    FuzzBenchmarkRun.Tally tally;
    try (Console.Bar bar = main.console().bar("fuzz", " files", inputs)) {
      tally = new FuzzBenchmarkRun(folder, seed).run(inputs, bar::advance);
    }
    tally.ends().forEach((end, count) -> out.printf(Locale.ROOT, "%-22s %,11d%n", end, count));
    out.printf(Locale.ROOT, "slowest                %,11.1f ms%n", tally.slowestNanos() / 1e6);
    out.printf("faults                 %11d%n", tally.faults().size());
    tally.faults().forEach(fault -> out.println("  " + fault));
  }

  private void tune(PrintWriter out, Path folder) throws IOException {
    Path file = gpt2(folder);
    main.console().say(spec.commandLine().getErr(), "measuring ...");
    Parallel.setThreads(threads);
    new TuneBenchmarkRun(out, threads, rounds).run(file, seed, python, folder);
  }

  private Path gpt2(Path folder) throws IOException {
    Path file = folder.resolve("gpt2.onnx");
    main.console().say(spec.commandLine().getErr(), "writing GPT-2 124M with random weights ...");
    Gpt2Writer.write(file, Gpt2Writer.Sizes.SMALL, new RandomWeights(seed));
    return file;
  }

  private void extract(PrintWriter out, Path folder) throws IOException {
    Path file = gpt2(folder);
    try (LanguageModel model =
        LanguageModel.open(file, new LanguageModel.Options(null, Device.CPU, threads))) {
      main.console().say(spec.commandLine().getErr(), "measuring ...");
      ExtractionBenchmark.Result result =
          new ExtractionBenchmark(model, contexts, rounds, seed).run(folder);
      out.printf("tokens per second, medians of %d rounds, %d threads%n", rounds, threads);
      out.printf(Locale.ROOT, "bare loop, 32 tokens        %8.0f%n", result.bare());
      out.printf(
          Locale.ROOT,
          "extract, 32 tokens          %8.0f   ratio %.3f%n",
          result.uniform(),
          result.uniformRatio());
      out.printf(
          Locale.ROOT,
          "extract, 4 to 64 tokens     %8.0f   ratio %.3f%n",
          result.mixed(),
          result.mixedRatio());
    }
  }
}
