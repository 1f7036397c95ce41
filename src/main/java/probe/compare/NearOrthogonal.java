package probe.compare;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import probe.stats.Clusters;
import probe.stats.Jackknife;

/** (A3) Directions of different concepts are nearer to orthogonal than those of random words. */
final class NearOrthogonal implements Prediction {
  @Override
  public Claim claim() {
    return Claim.direction(
        "A3",
        "Directions of different concepts are nearly orthogonal in the unembedding, nearer than"
            + " chance.",
        "mean |cosine| of the directions of two concepts, as a share of that of matched random"
            + " words",
        1,
        Claim.Side.BELOW,
        0.1);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.latent(run -> run.cosineShare());
  }

  /** |cosine| of two concepts and of random words in their place. */
  private record Pair(String first, String second, double cosine, double chance) {
    boolean isIn(int cluster, List<String> names, Clusters clusters) {
      return clusters.index()[names.indexOf(first)] == cluster
          || clusters.index()[names.indexOf(second)] == cluster;
    }
  }

  @Override
  public Measured measure(Subject subject) {
    Subject.Part part = subject.part("orthogonality");
    if (part == null) {
      return Measured.untested("no orthogonality in its results; `probe run` gives it");
    }
    List<Pair> pairs = pairs(part);
    Set<String> found = new LinkedHashSet<>();
    pairs.forEach(pair -> found.addAll(List.of(pair.first(), pair.second())));
    List<String> names = List.copyOf(found);
    Clusters clusters = Concepts.clusters(part, names);
    if (clusters.count() < Concepts.FEWEST) {
      return Measured.untested(
          "%d concepts in %d %s could be compared in %s; %d such groups are needed"
              .formatted(
                  names.size(), clusters.count(), Concepts.UNIT, part.where(), Concepts.FEWEST));
    }
    if (IntStream.range(0, clusters.count())
        .anyMatch(g -> pairs.stream().allMatch(pair -> pair.isIn(g, names, clusters)))) {
      return Measured.untested(
          ("the %d pairs of %s all have one concept in them, or one that shares its values: without"
                  + " it nothing is left")
              .formatted(pairs.size(), part.where()));
    }
    // a concept is in many pairs: whole concepts are left out, with all that share their words
    Jackknife jackknife =
        Jackknife.of(
            clusters.count(),
            weights -> {
              double cosines = 0;
              double chance = 0;
              for (Pair pair : pairs) {
                double weight =
                    (double) weights[clusters.index()[names.indexOf(pair.first())]]
                        * weights[clusters.index()[names.indexOf(pair.second())]];
                cosines += weight * pair.cosine();
                chance += weight * pair.chance();
              }
              return cosines / chance;
            });
    return new Measured.Value(
        jackknife.interval(Theory.LEVEL),
        Concepts.UNIT,
        part.where() + ", pairs of concepts that share no value",
        List.of("%d pairs of %d concepts".formatted(pairs.size(), names.size())));
  }

  /** Pairs of concepts that share no value, in one inner product. */
  private static List<Pair> pairs(Subject.Part part) {
    String product = Concepts.products(part).stream().findFirst().orElse("euclidean");
    return part.table("pairs-" + product).stream()
        .flatMap(table -> Cells.of(table).stream())
        .filter(row -> !row.is("share a value"))
        .map(
            row ->
                new Pair(
                    row.text("concept"),
                    row.text("other"),
                    Math.abs(row.number("cosine")),
                    row.number("random: mean absolute cosine")))
        .filter(pair -> !pair.first().startsWith(Concepts.UNFIXED))
        .filter(pair -> !pair.second().startsWith(Concepts.UNFIXED))
        .filter(pair -> !Double.isNaN(pair.cosine()) && !Double.isNaN(pair.chance()))
        .toList();
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.ORTHOGONALITY);
  }
}
