package probe.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.tune.TuneBenchmark;

/** {@code probe benchmark --what tune}: prints milliseconds, and ratios between the parts. */
final class TuneBenchmarkRun {
  // GPT-2 124M of transformers on the same shapes, for the benchmark alone
  private static final String SCRIPT =
      """
      import statistics, sys, time
      import torch, transformers
      from transformers import GPT2Config, GPT2LMHeadModel
      threads, rounds = int(sys.argv[1]), int(sys.argv[2])
      torch.set_num_threads(threads)
      torch.manual_seed(1)
      ids = torch.randint(0, 50257, (4, 32))
      labels = ids.clone()
      labels[:, :24] = -100
      class Lora(torch.nn.Module):
          def __init__(self, inner, rank):
              super().__init__()
              self.inner = inner
              rows, columns = inner.weight.shape
              self.a = torch.nn.Parameter(torch.randn(rank, rows) / rows ** .5)
              self.b = torch.nn.Parameter(torch.zeros(columns, rank))
          def forward(self, x):
              return self.inner(x) + 2 * ((x @ self.a.T) @ self.b.T)
      def run(lora):
          config = GPT2Config(resid_pdrop=0, embd_pdrop=0, attn_pdrop=0)
          model = GPT2LMHeadModel(config).train()
          if lora:
              model.requires_grad_(False)
              for block in model.transformer.h:
                  block.attn.c_attn = Lora(block.attn.c_attn, 8)
                  block.attn.c_proj = Lora(block.attn.c_proj, 8)
                  block.mlp.c_fc = Lora(block.mlp.c_fc, 8)
                  block.mlp.c_proj = Lora(block.mlp.c_proj, 8)
          weights = [p for p in model.parameters() if p.requires_grad]
          adam = torch.optim.AdamW(weights, lr=1e-4, fused=True)
          times = []
          for i in range(rounds + 1):
              start = time.perf_counter()
              adam.zero_grad(set_to_none=True)
              model(ids, labels=labels).loss.backward()
              adam.step()
              times.append(1e3 * (time.perf_counter() - start))
          return statistics.median(times[1:])
      print('PyTorch', torch.__version__, 'transformers', transformers.__version__, flush=True)
      print(run(True), run(False), flush=True)
      """;

  private final PrintWriter out;
  private final int threads;
  private final int rounds;

  TuneBenchmarkRun(PrintWriter out, int threads, int rounds) {
    this.out = out;
    this.threads = threads;
    this.rounds = rounds;
  }

  void run(Path model, long seed, @Nullable String python, Path folder) throws IOException {
    TuneBenchmark.Times times =
        new TuneBenchmark(model, threads, rounds, seed, ProcessMemory::peakMegabytes).run();
    out.printf(
        "GPT-2 124M, 4 rows of 32 tokens, medians of %d rounds, %d threads%n", rounds, threads);
    line("forward", times.forward(), "ONNX Runtime", times.runtimeForward());
    out.printf(Locale.ROOT, "%-28s %8.0f ms%n", "forward and backward", times.both());
    line("full AdamW step", times.full(), "forward and backward", times.both());
    line("LoRA r8 AdamW step", times.lora(), "forward and backward", times.both());
    out.printf(
        "peak resident memory: %,d MB with LoRA, then %,d MB with full steps%n",
        times.loraPeak(), times.fullPeak());
    out.flush();
    if (python != null) {
      beside(times, python, folder);
    }
  }

  private void beside(TuneBenchmark.Times times, String python, Path folder) throws IOException {
    Path script = folder.resolve("compare.py");
    Files.writeString(script, SCRIPT);
    Process process;
    try {
      process =
          new ProcessBuilder(
                  python, script.toString(), Integer.toString(threads), Integer.toString(rounds))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw ProbeException.input("cannot start %s: %s".formatted(python, e.getMessage()), e);
    }
    try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
      String version = answers.readLine();
      String numbers = answers.readLine();
      if (version == null || numbers == null) {
        throw ProbeException.input(
            "the Python for the comparison ended; it needs torch and transformers");
      }
      String[] fields = numbers.split(" ", 2);
      out.println("beside " + version + ", eager, fused AdamW, the same shapes");
      line("full AdamW step", times.full(), "PyTorch", Double.parseDouble(fields[1]));
      line("LoRA r8 AdamW step", times.lora(), "PyTorch", Double.parseDouble(fields[0]));
    } finally {
      process.destroy();
    }
  }

  private void line(String what, double millis, String beside, double theirs) {
    out.printf(
        Locale.ROOT,
        "%-28s %8.0f ms   %-28s %8.0f ms   ratio %.3f%n",
        what,
        millis,
        beside,
        theirs,
        millis / theirs);
    out.flush();
  }
}
