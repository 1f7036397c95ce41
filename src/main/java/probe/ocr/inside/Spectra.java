package probe.ocr.inside;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import probe.facts.Arm;
import probe.stats.Interval;

/**
 * How many directions the change of W_V W_O has, by arm and layer.
 *
 * @param arms the case's own, then its controls
 */
record Spectra(Case of, List<OfArm> arms) {
  /**
   * One arm.
   *
   * @param layers by block
   * @param mean over blocks
   */
  record OfArm(Arm arm, List<InsideTrial> trials, List<Layer> layers, Layer mean) {}

  /**
   * One layer, over seeds.
   *
   * @param less the case's own effective rank less this, by seed; undefined for itself
   */
  record Layer(
      Interval rank,
      Interval directions,
      Interval topShare,
      Interval frobenius,
      Interval nuclear,
      Interval less) {}

  /** Nothing where it was not measured. */
  static Optional<Spectra> of(Case of) {
    int blocks = of.trials().getFirst().inside().layers().size();
    boolean measured =
        blocks > 0
            && of.arms()
                .flatMap(arm -> arm.trials().stream())
                .allMatch(t -> t.inside().layers().size() == blocks);
    if (!measured) {
      return Optional.empty();
    }
    List<OfArm> arms = new ArrayList<>();
    of.arms()
        .forEach(
            arm ->
                arms.add(
                    new OfArm(
                        arm.arm(),
                        arm.trials(),
                        IntStream.range(0, blocks)
                            .mapToObj(l -> layer(of, arm, number -> i -> at(i, l, number)))
                            .toList(),
                        layer(of, arm, number -> i -> mean(i, number)))));
    return Optional.of(new Spectra(of, List.copyOf(arms)));
  }

  /** Turns a number of one spectrum into a number of a trial. */
  @FunctionalInterface
  private interface Place {
    ToDoubleFunction<Inside> of(ToDoubleFunction<ChangeSpectrum> number);
  }

  private static Layer layer(Case of, Case.Control arm, Place place) {
    ToDoubleFunction<Inside> rank = place.of(ChangeSpectrum::effectiveRank);
    OverSeeds ranks = OverSeeds.of(arm.trials(), rank);
    return new Layer(
        ranks.interval(),
        over(arm, place.of(ChangeSpectrum::directions)),
        over(arm, place.of(ChangeSpectrum::topShare)),
        over(arm, place.of(ChangeSpectrum::frobenius)),
        over(arm, place.of(ChangeSpectrum::nuclear)),
        arm.arm() == of.arm()
            ? OverSeeds.interval(new double[0])
            : OverSeeds.of(of.trials(), rank).less(ranks).interval());
  }

  private static Interval over(Case.Control arm, ToDoubleFunction<Inside> number) {
    return OverSeeds.of(arm.trials(), number).interval();
  }

  private static double at(Inside inside, int layer, ToDoubleFunction<ChangeSpectrum> number) {
    return number.applyAsDouble(inside.layers().get(layer).spectrum());
  }

  private static double mean(Inside inside, ToDoubleFunction<ChangeSpectrum> number) {
    return inside.layers().stream()
        .mapToDouble(l -> number.applyAsDouble(l.spectrum()))
        .average()
        .orElseThrow();
  }

  OfArm own() {
    return arms.getFirst();
  }

  /** The block that changed most, by the mean Frobenius norm over arms. */
  int largest() {
    int best = 0;
    for (int l = 1; l < own().layers.size(); l++) {
      best = size(l) > size(best) ? l : best;
    }
    return best;
  }

  private double size(int layer) {
    return arms.stream().mapToDouble(a -> a.layers.get(layer).frobenius.estimate()).sum();
  }
}
