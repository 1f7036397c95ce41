package probe.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.stats.Seeds;

/**
 * The curves of an intervention: target, other concepts, and directions of matched random words.
 */
record InterventionCurves(SteeringCurve target, List<SteeringCurve> others) {

  static InterventionCurves of(
      Space space, InterventionWords words, Intervention.Steps steps, int draws, long seed) {
    TokenPairs target = words.target();
    double[] alphas = steps.alphas();
    List<SteeredPairs> pairs = new ArrayList<>();
    pairs.add(SteeredPairs.of(space, target.only(words.scored()), steps.states(), steps.head()));
    List<double[][]> observed = new ArrayList<>();
    observed.add(
        pairs.getFirst().curve(leftOut(space.differences(target), words, space.width()), alphas));
    for (int o = 0; o < words.moving().length; o++) {
      SteeredPairs moved = SteeredPairs.of(space, words.moved(o), steps.states(), steps.head());
      pairs.add(moved);
      double[] direction = Directions.unit(space.differences(words.moving(o)), space.width());
      observed.add(moved.curve(direction, alphas));
    }
    // [draws][concepts][3][alphas]
    double[][][][] random =
        IntStream.range(0, draws)
            .parallel()
            .mapToObj(
                b -> {
                  SplittableRandom generator = new SplittableRandom(Seeds.of(seed, b));
                  TokenPairs other = space.relabelled(List.of(target), generator).getFirst();
                  double[] direction = Directions.unit(space.differences(other), space.width());
                  return pairs.stream()
                      .map(p -> p.curve(direction, alphas))
                      .toArray(double[][][]::new);
                })
            .toArray(double[][][][]::new);
    List<SteeringCurve> curves =
        IntStream.range(0, pairs.size())
            .mapToObj(
                k ->
                    SteeringCurve.of(
                        observed.get(k),
                        IntStream.range(0, draws)
                            .mapToObj(b -> random[b][k])
                            .toArray(double[][][]::new)))
            .toList();
    return new InterventionCurves(curves.getFirst(), curves.subList(1, curves.size()));
  }

  /** For each scored pair the unit direction of the pairs that share no word with it. */
  private static double[][] leftOut(double[][] differences, InterventionWords words, int d) {
    double[][] out = new double[words.scored().length][d];
    for (int s = 0; s < out.length; s++) {
      int own = words.scored()[s];
      boolean[] skip = new boolean[differences.length];
      skip[own] = true;
      for (int k : words.sharing()[own]) {
        skip[k] = true;
      }
      for (int i = 0; i < differences.length; i++) {
        for (int j = 0; j < d && !skip[i]; j++) {
          out[s][j] += differences[i][j];
        }
      }
      Directions.scaleToUnit(out[s]);
    }
    return out;
  }
}
