package probe.geometry;

import java.util.List;
import java.util.stream.IntStream;
import probe.stats.Seeds;

/**
 * The differences of word pairs against a direction that has nothing to do with the words.
 *
 * @param direction unit vector [d]; empty where there is none, and then all else is empty or NaN
 * @param cosines [pairs] cosine of each difference with it; 0 for a difference of zero
 * @param statistic their mean
 * @param random [draws] the statistic of matched random words
 * @param replicates [bootstrap] the statistic, bootstrapped over pairs linked by common words
 */
public record MeanCosine(
    double[] direction, double[] cosines, double statistic, double[] random, double[] replicates) {

  /** The {@code words} against each of {@code directions}, with the same draws for all. */
  static List<MeanCosine> of(
      Space space,
      TokenPairs words,
      List<double[]> directions,
      int draws,
      int bootstrap,
      long seed) {
    double[][] differences = space.differences(words);
    boolean any = directions.stream().anyMatch(x -> x.length > 0);
    double[][] random =
        Draws.of(
            any ? draws : 0,
            Seeds.of(seed, "random words"),
            generator -> {
              double[][] others =
                  space.differences(space.relabelled(List.of(words), generator).getFirst());
              return directions.stream()
                  .mapToDouble(x -> x.length == 0 ? 0 : mean(others, x))
                  .toArray();
            });
    return IntStream.range(0, directions.size())
        .mapToObj(
            k -> {
              double[] direction = directions.get(k);
              if (direction.length == 0) {
                double[] none = new double[0];
                return new MeanCosine(none, none, Double.NaN, none, none);
              }
              double[] cosines = Directions.cosines(differences, direction);
              return new MeanCosine(
                  direction,
                  cosines,
                  Directions.mean(cosines),
                  Draws.column(random, k),
                  Draws.means(cosines, words.clusters(), bootstrap, Seeds.of(seed, "bootstrap")));
            })
        .toList();
  }

  private static double mean(double[][] rows, double[] direction) {
    return Directions.mean(Directions.cosines(rows, direction));
  }
}
