package probe.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.stats.Seeds;

/**
 * The cosines of every two concept directions, beside those of matched random words.
 *
 * <p>In a draw of the null every word of every concept is replaced by a random word of like length,
 * the same word everywhere by the same one, so that numbers of pairs and shared words stay as they
 * are, and the largest deviation over all pairs of concepts has a null of its own.
 *
 * @param concepts names, in the order of rows and columns
 * @param pairs pairs of concepts that could be compared, first index larger
 * @param cosines [pairs] cosine of the directions, from the word pairs that share no word
 * @param random [draws][pairs] its absolute value for matched random words
 * @param truth [pairs] what the cosine would be with any number of word pairs
 */
public record Orthogonality(
    String product,
    List<String> concepts,
    List<Pair> pairs,
    double[] cosines,
    double[][] random,
    List<TrueCosine> truth) {

  /**
   * Two concepts.
   *
   * @param wordPairs word pairs that the smaller of the two keeps
   */
  public record Pair(int first, int second, int wordPairs) {}

  /** The fewest word pairs that each of the two concepts must keep. */
  public static final int FEWEST_PAIRS = 4;

  /** Compares {@code concepts} in {@code space}. */
  public static Orthogonality of(Space space, List<TokenPairs> concepts, int draws, long seed) {
    PairedDirections directions = new PairedDirections(concepts);
    List<Pair> pairs = new ArrayList<>();
    for (int a = 0; a < concepts.size(); a++) {
      for (int b = 0; b < a; b++) {
        if (directions.fewest(a, b) >= FEWEST_PAIRS) {
          pairs.add(new Pair(a, b, directions.fewest(a, b)));
        }
      }
    }
    double[] cosines = cosines(space, concepts, directions, pairs);
    long drawSeed = Seeds.of(seed, "random directions " + space.product());
    double[][] random =
        IntStream.range(0, draws)
            .parallel()
            .mapToObj(
                b -> {
                  double[] row =
                      cosines(
                          space,
                          space.relabelled(concepts, new SplittableRandom(Seeds.of(drawSeed, b))),
                          directions,
                          pairs);
                  for (int k = 0; k < row.length; k++) {
                    row[k] = Math.abs(row[k]);
                  }
                  return row;
                })
            .toArray(double[][]::new);
    List<TrueCosine> truth =
        pairs.parallelStream().map(pair -> truth(space, concepts, directions, pair)).toList();
    return new Orthogonality(
        space.product(),
        concepts.stream().map(TokenPairs::name).toList(),
        pairs,
        cosines,
        random,
        truth);
  }

  private static double[] cosines(
      Space space, List<TokenPairs> concepts, PairedDirections directions, List<Pair> pairs) {
    double[][][] differences = concepts.stream().map(space::differences).toArray(double[][][]::new);
    double[][] sums = PairedDirections.sums(differences);
    double[] out = new double[pairs.size()];
    for (int k = 0; k < out.length; k++) {
      out[k] = directions.cosine(differences, sums, pairs.get(k).first(), pairs.get(k).second());
    }
    return out;
  }

  private static TrueCosine truth(
      Space space, List<TokenPairs> concepts, PairedDirections directions, Pair pair) {
    TokenPairs a = concepts.get(pair.first()).only(directions.kept(pair.first(), pair.second()));
    TokenPairs b = concepts.get(pair.second()).only(directions.kept(pair.second(), pair.first()));
    return TrueCosine.of(space.differences(a), a.clusters(), space.differences(b), b.clusters());
  }
}
