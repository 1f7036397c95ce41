package probe.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import probe.result.Concept;
import probe.result.Estimate;
import probe.result.Finding;
import probe.stats.Clusters;
import probe.stats.Interval;
import probe.stats.Jackknife;
import probe.stats.WeightedRatio;

/**
 * A number for each concept of an analysis, and their mean. Concepts that share a value are one
 * unit: verb and third person, verb and past are differences from the same vectors.
 */
final class Concepts {
  /** The fewest units that an interval over concepts is made from. */
  static final int FEWEST = 4;

  /** Concepts that no context ever fixes, by the beginning of their names. */
  static final String UNFIXED = "unfixed-";

  static final String UNIT = "groups of concepts that share a value";

  private Concepts() {}

  /** One number for each concept that {@code value} gives one for; controls are left out. */
  static Map<String, Double> values(Subject.Part part, Function<Finding, @Nullable Double> value) {
    Map<String, Double> out = new LinkedHashMap<>();
    findings(part)
        .filter(finding -> !finding.subject().startsWith(UNFIXED))
        .forEach(
            finding -> {
              Double number = value.apply(finding);
              if (number != null) {
                out.put(finding.subject(), number);
              }
            });
    return out;
  }

  /** The findings about one concept each, in one inner product. */
  static Stream<Finding> findings(Subject.Part part) {
    String kind = part.analysis().kind();
    List<String> products = products(part);
    return part.findings(
        finding -> {
          String id = finding.id();
          String plain = part.analysis().probe() + "/" + finding.subject();
          return products.isEmpty()
              ? id.equals(plain) || id.equals(kind + "/" + finding.subject())
              : id.equals(plain + "/" + products.getFirst());
        });
  }

  /** The inner products that were asked for, the Euclidean first: it is that of the theory. */
  static List<String> products(Subject.Part part) {
    List<String> out = new ArrayList<>();
    if (part.analysis().settings().get("products") instanceof List<?> list) {
      list.forEach(product -> out.add(String.valueOf(product)));
    }
    if (out.remove("euclidean")) {
      out.addFirst("euclidean");
    }
    return out;
  }

  static @Nullable Double estimate(Finding finding, String name) {
    return finding.estimates().stream()
        .filter(e -> e.name().equals(name))
        .map(Estimate::value)
        .filter(value -> value != null)
        .findFirst()
        .orElse(null);
  }

  /** The estimate of that name with its interval, where it has one. */
  static Optional<Interval> interval(Finding finding, String name) {
    for (Estimate e : finding.estimates()) {
      Double value = e.value();
      Double low = e.low();
      Double high = e.high();
      if (e.name().equals(name) && value != null && low != null && high != null) {
        return Optional.of(new Interval(value, low, high, Theory.LEVEL, e.n(), 0, e.method()));
      }
    }
    return Optional.empty();
  }

  /** Units of {@code names}: concepts that share a value, linked by others too. */
  static Clusters clusters(Subject.Part part, List<String> names) {
    Map<String, Integer> firstWith = new HashMap<>();
    int[] parent = new int[names.size()];
    for (int i = 0; i < parent.length; i++) {
      parent[i] = i;
    }
    for (Concept concept : Subject.concepts(part)) {
      int own = names.indexOf(concept.name());
      if (own < 0) {
        continue;
      }
      for (String value : List.of(concept.from(), concept.to())) {
        Integer other = firstWith.putIfAbsent(value, own);
        if (other != null) {
          parent[root(parent, own)] = root(parent, other);
        }
      }
    }
    int[] ids = new int[parent.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = root(parent, i);
    }
    return Clusters.of(ids);
  }

  private static int root(int[] parent, int i) {
    int at = i;
    while (parent[at] != at) {
      at = parent[at];
    }
    return at;
  }

  /** The mean over concepts, its interval from leaving out one unit at a time. */
  static Measured mean(
      Subject.Part part, Map<String, Double> values, String what, List<String> notes) {
    List<String> names = List.copyOf(values.keySet());
    Clusters clusters = clusters(part, names);
    if (clusters.count() < FEWEST) {
      return Measured.untested(
          ("%d concepts in %d %s have %s in %s; %d such groups are needed: add word pairs or"
                  + " contexts in words of this model's vocabulary with --probes")
              .formatted(names.size(), clusters.count(), UNIT, what, part.where(), FEWEST));
    }
    double[] numbers = names.stream().mapToDouble(values::get).toArray();
    Interval interval =
        Jackknife.of(clusters.count(), WeightedRatio.mean(numbers, clusters))
            .interval(Theory.LEVEL);
    List<String> all = new ArrayList<>(notes);
    all.addFirst("%d concepts: %s".formatted(names.size(), String.join(", ", names)));
    return new Measured.Value(interval, UNIT, part.where() + ", " + what, all);
  }
}
