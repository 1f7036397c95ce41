package probe.ocr.inside;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import probe.facts.measure.Cells;
import probe.stats.ClusterBootstrap;
import probe.stats.Interval;

/** A number for each test name of each seed. */
record Sample(List<Item> items) {
  /** The number of one name. */
  record Item(String set, String name, int value, int seed, double amount) {}

  /** What is measured of name {@code name} of a trial. */
  @FunctionalInterface
  interface Measured {
    double of(InsideTrial trial, int name);
  }

  static Sample of(List<InsideTrial> trials, Measured measured) {
    List<Item> items = new ArrayList<>();
    for (InsideTrial trial : trials) {
      Inside inside = trial.inside();
      for (int i = 0; i < inside.names().size(); i++) {
        items.add(
            new Item(
                trial.set(),
                inside.names().get(i),
                inside.values().get(i),
                trial.seed(),
                measured.of(trial, i)));
      }
    }
    return new Sample(items);
  }

  Cells cells() {
    return Cells.of(
        items.stream().map(i -> new Cells.Entry(i.set, i.value, i.seed, i.amount)).toList());
  }

  double mean() {
    return items.stream().mapToDouble(Item::amount).average().orElse(Double.NaN);
  }

  /** The mean, with an interval whose units are value classes of one seed. */
  Interval byCell(long seed) {
    return cells().interval(ClusterBootstrap.DRAWS, seed);
  }

  /** The mean, with an interval whose units are names. */
  Interval byName(long seed) {
    Map<String, Integer> numbers = new HashMap<>();
    int[] ids = new int[items.size()];
    double[] amounts = new double[items.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = numbers.computeIfAbsent(items.get(i).name, name -> numbers.size());
      amounts[i] = items.get(i).amount;
    }
    return numbers.size() < 2
        ? Cells.NONE
        : ClusterBootstrap.mean(amounts, ids, Cells.LEVEL, ClusterBootstrap.DRAWS, seed);
  }

  /** The difference of the means over the cells of both, which are resampled in pairs. */
  Interval less(Sample other, long seed) {
    return cells().less(other.cells(), ClusterBootstrap.DRAWS, seed);
  }
}
