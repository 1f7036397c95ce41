package probe.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import probe.Median;

/**
 * Speed of an extraction to disk beside a bare loop over the same cut graph with batches made ready
 * beforehand; rounds alternate, so that the machine's moods meet both.
 */
public final class ExtractionBenchmark {
  private static final int UNIFORM_LENGTH = 32;
  private static final int SHORTEST = 4;
  private static final int LONGEST = 64;

  /**
   * Tokens per second, without padding, medians over the rounds.
   *
   * @param bare the bare loop, contexts of 32 tokens
   * @param uniform extraction of the same contexts
   * @param mixed extraction of contexts of 4 to 64 tokens
   * @param uniformRatio median of uniform over bare, round by round
   * @param mixedRatio median of mixed over bare, round by round
   */
  public record Result(
      double bare, double uniform, double mixed, double uniformRatio, double mixedRatio) {}

  private final LanguageModel model;
  private final int contexts;
  private final int rounds;
  private final SplittableRandom random;

  public ExtractionBenchmark(LanguageModel model, int contexts, int rounds, long seed) {
    this.model = model;
    this.contexts = contexts;
    this.rounds = rounds;
    this.random = new SplittableRandom(seed);
  }

  /** Runs all rounds; vectors go to {@code folder} and are removed again. */
  public Result run(Path folder) throws IOException {
    Extraction.Spec spec =
        new Extraction.Spec(List.of(model.decoder().blocks()), Positions.LAST, false);
    List<int[]> uniform = contexts(UNIFORM_LENGTH, UNIFORM_LENGTH);
    List<int[]> mixed = contexts(SHORTEST, LONGEST);
    List<TokenBatch> ready = new ArrayList<>();
    for (int[] members : new Extraction(model, spec).plan(uniform, -1, -1).members()) {
      ready.add(new TokenBatch(Arrays.stream(members).mapToObj(uniform::get).toList()));
    }
    double[] bare = new double[rounds];
    double[] even = new double[rounds];
    double[] uneven = new double[rounds];
    try (CutSession session = model.session(spec.layers(), false);
        CutSession.Prepared prepared = session.prepare(ready, Positions.LAST)) {
      prepared.run(); // warm up
      for (int round = 0; round < rounds; round++) {
        // the bare loop before and after, so that a drift of the machine's speed cancels
        double before = bare(prepared, uniform);
        even[round] = extract(spec, session, uniform, folder);
        uneven[round] = extract(spec, session, mixed, folder);
        bare[round] = (before + bare(prepared, uniform)) / 2;
      }
    }
    return new Result(
        Median.of(bare),
        Median.of(even),
        Median.of(uneven),
        Median.of(ratio(even, bare)),
        Median.of(ratio(uneven, bare)));
  }

  private static double bare(CutSession.Prepared prepared, List<int[]> ids) {
    long start = System.nanoTime();
    prepared.run();
    return tokens(ids) / seconds(start);
  }

  private double extract(Extraction.Spec spec, CutSession session, List<int[]> ids, Path folder)
      throws IOException {
    Path file = folder.resolve("benchmark.safetensors");
    try (Contexts spooled = new Contexts()) {
      ids.forEach(spooled::add);
      long start = System.nanoTime();
      new VectorFile(model, spec).write(file, spooled, null, null, session, count -> {});
      return tokens(ids) / seconds(start);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private List<int[]> contexts(int shortest, int longest) {
    List<int[]> out = new ArrayList<>();
    for (int i = 0; i < contexts; i++) {
      int[] ids = new int[random.nextInt(shortest, longest + 1)];
      Arrays.setAll(ids, j -> random.nextInt(model.decoder().embeddingRows()));
      out.add(ids);
    }
    return out;
  }

  private static double tokens(List<int[]> contexts) {
    return contexts.stream().mapToLong(ids -> ids.length).sum();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double[] ratio(double[] a, double[] b) {
    double[] out = new double[a.length];
    Arrays.setAll(out, i -> a[i] / b[i]);
    return out;
  }
}
