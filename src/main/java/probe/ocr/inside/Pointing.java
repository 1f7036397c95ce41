package probe.ocr.inside;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import probe.facts.Arm;
import probe.result.HypothesisTest;
import probe.stats.Interval;
import probe.stats.Seeds;

/**
 * Where the last states of test names moved, in cosines with centred rows of one unembedding.
 *
 * @param arms the case's own, then its controls, under its pairing
 * @param test the pairing against random ones
 */
record Pointing(Case of, boolean tuned, List<OfArm> arms, HypothesisTest test) {
  /**
   * One arm.
   *
   * @param implied with the implied answer's row
   * @param others the mean with the other implications' rows
   * @param difference of these
   * @param excess the case's own difference less this arm's; undefined for itself
   */
  record OfArm(
      Arm arm,
      Interval implied,
      Interval others,
      Interval difference,
      Interval excess,
      int names) {}

  /** Nothing where it was not measured. */
  static Optional<Pointing> of(Case of, boolean tuned, long runSeed) {
    Function<Inside, double[][]> cosines = i -> tuned ? i.shift().tuned() : i.shift().base();
    boolean measured =
        of.arms()
            .flatMap(arm -> arm.trials().stream())
            .allMatch(t -> cosines.apply(t.inside()).length == t.inside().names().size());
    if (!measured || of.trials().getFirst().inside().names().isEmpty()) {
      return Optional.empty();
    }
    long seed = Seeds.of(runSeed, of.id() + "/shift");
    Sample own = difference(of, of.trials(), cosines);
    List<OfArm> arms = new ArrayList<>();
    of.arms()
        .forEach(
            arm -> {
              Sample implied = Sample.of(arm.trials(), (t, i) -> implied(of, t, i, cosines));
              Sample others = Sample.of(arm.trials(), (t, i) -> others(of, t, i, cosines));
              Sample difference = difference(of, arm.trials(), cosines);
              arms.add(
                  new OfArm(
                      arm.arm(),
                      implied.byCell(seed),
                      others.byCell(seed),
                      difference.byCell(seed),
                      arm.arm() == of.arm()
                          ? OverSeeds.interval(new double[0])
                          : own.less(difference, seed),
                      difference.items().size()));
            });
    HypothesisTest test =
        PairingTest.of(
            "mean cosine of shifts with the implied answer's unembedding",
            of.trials().stream().map(t -> board(of, t, cosines)).toList(),
            own.cells().count(),
            seed);
    return Optional.of(new Pointing(of, tuned, List.copyOf(arms), test));
  }

  Pointing corrected(HypothesisTest test) {
    return new Pointing(of, tuned, arms, test);
  }

  OfArm own() {
    return arms.getFirst();
  }

  private static Sample difference(
      Case of, List<InsideTrial> trials, Function<Inside, double[][]> cosines) {
    return Sample.of(trials, (t, i) -> implied(of, t, i, cosines) - others(of, t, i, cosines));
  }

  private static double implied(
      Case of, InsideTrial trial, int name, Function<Inside, double[][]> cosines) {
    int right = of.judged(trial.seed()).get(trial.inside().values().get(name));
    return cosines.apply(trial.inside())[name][right];
  }

  private static double others(
      Case of, InsideTrial trial, int name, Function<Inside, double[][]> cosines) {
    int right = of.judged(trial.seed()).get(trial.inside().values().get(name));
    double[] all = cosines.apply(trial.inside())[name];
    double sum = 0;
    for (int c = 0; c < all.length; c++) {
      sum += c == right ? 0 : all[c];
    }
    return sum / (all.length - 1);
  }

  private static PairingTest.Board board(
      Case of, InsideTrial trial, Function<Inside, double[][]> cosines) {
    int n = of.classes();
    double[][] sums = new double[n][n];
    double[][] all = cosines.apply(trial.inside());
    for (int i = 0; i < all.length; i++) {
      double[] row = sums[trial.inside().values().get(i)];
      for (int c = 0; c < n; c++) {
        row[c] += all[i][c];
      }
    }
    return new PairingTest.Board(sums, of.judged(trial.seed()), all.length);
  }
}
