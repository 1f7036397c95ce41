package probe.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import probe.stats.Auc;
import probe.stats.Clusters;

/**
 * The context pairs of one concept and the unembedding directions of all concepts, each from the
 * word pairs that have no token in which the contexts differ: with tied embeddings the token itself
 * would be found in the state, and not the concept.
 *
 * @param own number of the concept
 * @param words its word pairs, without those left out
 * @param units [moved][d] differences of the states at length one; pairs with equal states are out
 * @param mean [d] their mean
 * @param clusters [moved] template of each, from 0
 * @param kept [K] number of word pairs that each direction is made from
 * @param directions [K][d] unit directions
 */
record ContextDirections(
    StatePairs pairs,
    int own,
    int ownListed,
    TokenPairs words,
    double[][] units,
    double[] mean,
    int[] clusters,
    int[] kept,
    double[][] directions) {

  static ContextDirections of(Space space, StatePairs pairs, List<TokenPairs> all, int own) {
    int d = space.width();
    if (pairs.size() > 0 && pairs.left()[0].length != d) {
      throw new IllegalArgumentException(
          "%s: states have %d dimensions, the space has %d"
              .formatted(pairs.name(), pairs.left()[0].length, d));
    }
    double[][] differences = pairs.differences();
    int[] moved =
        IntStream.range(0, differences.length)
            .filter(j -> Vectors.norm(differences[j]) > 0)
            .toArray();
    double[][] units =
        Arrays.stream(moved)
            .mapToObj(j -> Vectors.normalise(differences[j]))
            .toArray(double[][]::new);
    double[] mean = new double[d];
    for (double[] unit : units) {
      for (int t = 0; t < d; t++) {
        mean[t] += unit[t] / units.length;
      }
    }
    int[] tokens = pairs.differingTokens();
    List<TokenPairs> words = all.stream().map(w -> w.only(StatePairs.without(w, tokens))).toList();
    return new ContextDirections(
        pairs,
        own,
        all.get(own).size(),
        words.get(own),
        units,
        mean,
        StatePairs.numbered(Arrays.stream(moved).map(j -> pairs.templates()[j]).toArray()),
        words.stream().mapToInt(TokenPairs::size).toArray(),
        words.stream().map(w -> Directions.unit(space.differences(w), d)).toArray(double[][]::new));
  }

  /** Whether these contexts can be held against the direction of concept {@code m}. */
  boolean has(int m) {
    return units.length > 0 && kept[m] >= Alignment.FEWEST_WORD_PAIRS;
  }

  /** How well the left and the right states are told apart along {@code direction}. */
  double auc(double[] direction) {
    return Auc.of(scores(direction), right());
  }

  /** Projections of the left states, then of the right ones: [2 pairs]. */
  private double[] scores(double[] direction) {
    double[] out = new double[2 * pairs.size()];
    for (int i = 0; i < pairs.size(); i++) {
      out[i] = Directions.product(pairs.left()[i], direction);
      out[pairs.size() + i] = Directions.product(pairs.right()[i], direction);
    }
    return out;
  }

  private boolean[] right() {
    boolean[] out = new boolean[2 * pairs.size()];
    Arrays.fill(out, pairs.size(), out.length, true);
    return out;
  }

  AlignmentRow row(double[] random, double[] randomAuc, int bootstrap, long seed) {
    int concepts = kept.length;
    int templates = Draws.count(clusters);
    int[] sizes = new int[templates];
    Arrays.stream(clusters).forEach(c -> sizes[c]++);
    double[][] sums = new double[concepts][templates];
    double[] cosines = new double[concepts];
    double[] aucs = new double[concepts];
    List<ToDoubleFunction<int[]>> areas = new ArrayList<>();
    Clusters both =
        Clusters.of(
            IntStream.concat(Arrays.stream(pairs.templates()), Arrays.stream(pairs.templates()))
                .toArray());
    Arrays.fill(cosines, Double.NaN);
    Arrays.fill(aucs, Double.NaN);
    for (int m = 0; m < concepts; m++) {
      if (has(m)) {
        double[] products = Directions.projections(units, directions[m]);
        for (int j = 0; j < products.length; j++) {
          sums[m][clusters[j]] += products[j];
        }
        cosines[m] = Directions.mean(products);
        ToDoubleFunction<int[]> area = Auc.weighted(scores(directions[m]), right(), both);
        aucs[m] = area.applyAsDouble(both.once());
        areas.add(area);
      } else {
        areas.add(times -> Double.NaN);
      }
    }
    double[][] replicates =
        Draws.of(
            untested().isEmpty() ? bootstrap : 0,
            seed,
            generator -> {
              int[] times = Draws.resample(templates, generator);
              double[] out = new double[concepts];
              for (int m = 0; m < concepts; m++) {
                out[m] = has(m) ? weightedMean(sums[m], sizes, times) : Double.NaN;
              }
              return out;
            });
    double[][] aucReplicates =
        Draws.of(
            untested().isEmpty() ? bootstrap : 0,
            seed,
            generator -> {
              int[] times = Draws.resample(both.count(), generator);
              double[] out = new double[concepts];
              for (int m = 0; m < concepts; m++) {
                out[m] = areas.get(m).applyAsDouble(times);
              }
              return out;
            });
    return new AlignmentRow(
        pairs.name(),
        own,
        units.length,
        pairs.size() - units.length,
        templates,
        kept[own],
        ownListed - kept[own],
        untested(),
        cosines,
        aucs,
        has(own) ? random : new double[0],
        has(own) ? randomAuc : new double[0],
        replicates,
        aucReplicates);
  }

  private static double weightedMean(double[] sums, int[] sizes, int[] times) {
    double sum = 0;
    int n = 0;
    for (int c = 0; c < sums.length; c++) {
      sum += times[c] * sums[c];
      n += times[c] * sizes[c];
    }
    return sum / n;
  }

  private String untested() {
    if (kept[own] < Alignment.FEWEST_WORD_PAIRS) {
      return "%d word pairs have no token in which the contexts differ, %d are needed"
          .formatted(kept[own], Alignment.FEWEST_WORD_PAIRS);
    }
    int templates = Draws.count(clusters);
    return templates < Alignment.FEWEST_TEMPLATES
        ? "states differ in contexts of %d templates, %d are needed"
            .formatted(templates, Alignment.FEWEST_TEMPLATES)
        : "";
  }
}
