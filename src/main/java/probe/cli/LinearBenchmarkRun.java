package probe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.Median;
import probe.linear.LinearBenchmark;
import probe.linear.LinearBenchmark.Task;
import probe.linear.LinearBenchmark.Timing;
import probe.linear.LinearBenchmark.WhiteningTiming;
import probe.stats.ClusterBootstrap;

/** {@code probe benchmark --what linear}: prints seconds, and ratios to what is measured beside. */
final class LinearBenchmarkRun {
  private final PrintWriter out;
  private final int rounds;
  private final long seed;

  LinearBenchmarkRun(PrintWriter out, int rounds, long seed) {
    this.out = out;
    this.rounds = rounds;
    this.seed = seed;
  }

  /** Whitens random rows, beside the covariance and its decomposition alone. */
  void whitening(int n, int d) {
    long[] peak = new long[1];
    WhiteningTiming[] timings =
        LinearBenchmark.whitening(
            n, d, rounds, seed, () -> peak[0] = ProcessMemory.peakMegabytes());
    line(
        "whitening %,d x %,d".formatted(n, d),
        median(timings, WhiteningTiming::whitening),
        "covariance and eigenvectors",
        median(timings, WhiteningTiming::bare),
        median(timings, t -> t.whitening() / t.bare()));
    out.println(
        peak[0] == 0
            ? "peak resident memory unknown on this system"
            : "peak resident memory of the first whitening: %,d MB, mapped rows included"
                .formatted(peak[0]));
    out.flush();
  }

  /** Resamples a paired difference over entities; the target is a second. */
  void bootstrap(int entities, int draws) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = random.doubles(entities).toArray();
    int[] ids = IntStream.range(0, entities).toArray();
    double[] seconds = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      ClusterBootstrap.mean(values, ids, 0.95, draws, seed);
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    line(
        "bootstrap %,d x %,d".formatted(draws, entities),
        Median.of(seconds),
        "a second",
        1,
        Median.of(seconds));
  }

  /** Fits to random rows, beside scikit-learn where there is one. */
  void trainers(int n, int d, @Nullable String python, Path folder) throws IOException {
    LinearBenchmark ours = new LinearBenchmark(n, d, seed);
    if (python == null) {
      for (Task task : Task.values()) {
        Timing[] timings = new Timing[rounds];
        Arrays.setAll(timings, i -> ours.time(task));
        out.printf(
            Locale.ROOT, "%-28s %8.3f s%n", name(task, n, d), median(timings, Timing::seconds));
        out.flush();
      }
      return;
    }
    try (ScikitLearn other = new ScikitLearn(python, folder, ours.rows(), ours.labels())) {
      out.println("beside " + other.version() + ", both on float32 rows");
      compare(ours, Task.LOGISTIC, other, "logistic", rounds);
      compare(ours, Task.RIDGE, other, "ridge", rounds);
      // minutes each: one round has to do
      compare(ours, Task.LDA, other, "lda", 1);
      compare(ours, Task.PCA, other, "pca covariance_eigh", 1);
      compare(ours, Task.PCA, other, "pca", 1);
    } finally {
      Files.deleteIfExists(folder.resolve("x.f32"));
    }
  }

  private void compare(LinearBenchmark ours, Task task, ScikitLearn other, String model, int times)
      throws IOException {
    Timing[] mine = new Timing[times];
    Timing[] theirs = new Timing[times];
    double[] ratios = new double[times];
    for (int i = 0; i < times; i++) {
      mine[i] = ours.time(task);
      theirs[i] = other.time(model);
      ratios[i] = mine[i].seconds() / theirs[i].seconds();
    }
    line(
        name(task, ours.rows().rows(), ours.rows().columns()),
        median(mine, Timing::seconds),
        "scikit-learn " + model,
        median(theirs, Timing::seconds),
        Median.of(ratios));
    if (!Double.isNaN(mine[0].objective())) {
      out.printf(
          Locale.ROOT,
          "  objective reached %.4f, by scikit-learn %.4f%n",
          mine[0].objective(),
          theirs[0].objective());
    }
    out.flush();
  }

  private static String name(Task task, int n, int d) {
    return "%s %,d x %,d".formatted(task.name().toLowerCase(Locale.ROOT), n, d);
  }

  private void line(String what, double seconds, String beside, double theirs, double ratio) {
    out.printf(
        Locale.ROOT,
        "%-28s %8.3f s   %-32s %8.3f s   ratio %.3f%n",
        what,
        seconds,
        beside,
        theirs,
        ratio);
    out.flush();
  }

  private static <T> double median(T[] values, ToDoubleFunction<T> part) {
    return Median.of(Arrays.stream(values).mapToDouble(part).toArray());
  }
}
