package probe.facts.measure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import probe.stats.ClusterBootstrap;
import probe.stats.Clusters;
import probe.stats.Interval;

/**
 * A measure, summed in each cell of value class and seed. The cell is the unit: names of a class
 * collapse on one answer, so that ten of them tell little more than one.
 */
public final class Cells {
  public static final double LEVEL = 0.95;
  public static final String UNIT = "classes x seeds";
  public static final Interval NONE =
      new Interval(Double.NaN, Double.NaN, Double.NaN, LEVEL, 0, 0, "no interval: nothing asked");

  private record Key(String set, int value, int seed) {}

  private record Sum(double total, int questions) {
    Sum plus(Sum other) {
      return new Sum(total + other.total, questions + other.questions);
    }
  }

  private final TreeMap<Key, Sum> sums =
      new TreeMap<>(
          Comparator.comparing(Key::set).thenComparingInt(Key::seed).thenComparingInt(Key::value));

  private Cells() {}

  static Cells of(Measure measure, List<Reading> readings, Reading.Asked asked) {
    Cells cells = new Cells();
    for (Reading reading : readings) {
      for (int i = 0; i < reading.scores().questions().size(); i++) {
        if (asked.holds(reading.question(i))) {
          Key key =
              new Key(reading.design().set().name(), reading.value(i), reading.design().seed());
          cells.sums.merge(key, new Sum(reading.measure(measure, i), 1), Sum::plus);
        }
      }
    }
    return cells;
  }

  /** A number of one question. */
  public record Entry(String set, int value, int seed, double amount) {}

  /** The cells of {@code entries}. */
  public static Cells of(List<Entry> entries) {
    Cells cells = new Cells();
    for (Entry entry : entries) {
      Key key = new Key(entry.set, entry.value, entry.seed);
      cells.sums.merge(key, new Sum(entry.amount, 1), Sum::plus);
    }
    return cells;
  }

  static Cells none() {
    return new Cells();
  }

  static Cells pooled(List<Association> associations, Function<Association, Cells> cells) {
    return associations.stream().map(cells).reduce(none(), Cells::and);
  }

  /** The same cells, told apart from those of other arms of the set by {@code name}. */
  Cells named(String name) {
    Cells named = new Cells();
    sums.forEach((key, sum) -> named.sums.put(new Key(name, key.value, key.seed), sum));
    return named;
  }

  /** These cells and those of other fact sets. */
  Cells and(Cells other) {
    Cells both = new Cells();
    both.sums.putAll(sums);
    other.sums.forEach((key, sum) -> both.sums.merge(key, sum, Sum::plus));
    return both;
  }

  public boolean isEmpty() {
    return sums.isEmpty();
  }

  /** How many there are. */
  public int count() {
    return sums.size();
  }

  /** Classes; those of different fact sets are different. */
  public int classes() {
    return (int) sums.keySet().stream().map(k -> new Key(k.set, k.value, 0)).distinct().count();
  }

  public int seeds() {
    return (int) sums.keySet().stream().mapToInt(Key::seed).distinct().count();
  }

  public int questions() {
    return sums.values().stream().mapToInt(Sum::questions).sum();
  }

  /** Mean over questions; NaN where there are none. */
  public double mean() {
    return sums.values().stream().mapToDouble(Sum::total).sum() / questions();
  }

  /** Mean of each seed, by ascending seed. */
  Map<Integer, Double> bySeed() {
    Map<Integer, Sum> seeds = new TreeMap<>();
    sums.forEach((key, sum) -> seeds.merge(key.seed, sum, Sum::plus));
    Map<Integer, Double> means = new TreeMap<>();
    seeds.forEach((seed, sum) -> means.put(seed, sum.total / sum.questions));
    return means;
  }

  /** The mean, with an interval that resamples cells. */
  public Interval interval(int draws, long seed) {
    return interval(Clusters.singletons(sums.size()), draws, seed);
  }

  /** The mean, with an interval that resamples whole seeds. */
  Interval overSeeds(int draws, long seed) {
    int[] seeds = sums.keySet().stream().mapToInt(Key::seed).toArray();
    return interval(Clusters.of(seeds), draws, seed);
  }

  private Interval interval(Clusters clusters, int draws, long seed) {
    return interval(clusters.count(), new Ratio(sums, clusters), draws, seed);
  }

  /** The difference of the means over the cells that both have, which are resampled in pairs. */
  public Interval less(Cells other, int draws, long seed) {
    return paired(other, (mine, others) -> mine - others, draws, seed);
  }

  /**
   * The ratio of the means over the cells that both have, which are resampled in pairs; {@link
   * #NONE} where {@code other}'s mean is not above 0.
   */
  Interval over(Cells other, int draws, long seed) {
    return paired(other, (mine, others) -> others > 0 ? mine / others : Double.NaN, draws, seed);
  }

  private Interval paired(Cells other, DoubleBinaryOperator statistic, int draws, long seed) {
    Cells mine = new Cells();
    Cells others = new Cells();
    sums.forEach(
        (key, sum) -> {
          Sum match = other.sums.get(key);
          if (match != null) {
            mine.sums.put(key, sum);
            others.sums.put(key, match);
          }
        });
    Clusters clusters = Clusters.singletons(mine.sums.size());
    Ratio first = new Ratio(mine.sums, clusters);
    Ratio second = new Ratio(others.sums, clusters);
    return interval(
        clusters.count(),
        weights ->
            statistic.applyAsDouble(first.applyAsDouble(weights), second.applyAsDouble(weights)),
        draws,
        seed);
  }

  private static Interval interval(
      int clusters, ToDoubleFunction<int[]> statistic, int draws, long seed) {
    if (clusters == 0) {
      return NONE;
    }
    int[] once = new int[clusters];
    Arrays.fill(once, 1);
    double estimate = statistic.applyAsDouble(once);
    if (Double.isNaN(estimate)) {
      return NONE;
    }
    return clusters == 1
        ? new Interval(estimate, Double.NaN, Double.NaN, LEVEL, 1, 0, "no interval: a single unit")
        : ClusterBootstrap.interval(clusters, statistic, estimate, LEVEL, draws, seed);
  }

  /** The mean over questions as a function of how often each cluster is drawn. */
  private static final class Ratio implements ToDoubleFunction<int[]> {
    private final double[] totals;
    private final double[] questions;

    Ratio(Map<Key, Sum> sums, Clusters clusters) {
      totals = new double[clusters.count()];
      questions = new double[clusters.count()];
      int i = 0;
      for (Sum sum : sums.values()) {
        totals[clusters.index()[i]] += sum.total;
        questions[clusters.index()[i]] += sum.questions;
        i++;
      }
    }

    @Override
    public double applyAsDouble(int[] weights) {
      double total = 0;
      double asked = 0;
      for (int g = 0; g < weights.length; g++) {
        total += weights[g] * totals[g];
        asked += weights[g] * questions[g];
      }
      return total / asked;
    }
  }
}
