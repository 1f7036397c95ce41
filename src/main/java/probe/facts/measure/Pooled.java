package probe.facts.measure;

import java.util.List;
import probe.facts.Arm;
import probe.stats.Interval;
import probe.stats.Seeds;

/** Scores over all fact sets: generalization of true pairings, hallucination of the others. */
final class Pooled {
  private final List<Association> associations;
  private final int draws;
  private final long seed;

  Pooled(List<Association> associations, int draws, long seed) {
    this.associations = associations;
    this.draws = draws;
    this.seed = seed;
  }

  /**
   * One score.
   *
   * @param associations how many it is the mean of
   * @param excesses over each of {@link Runs#CONTROLS}
   */
  record Score(
      int associations,
      Interval transfer,
      Interval heldOut,
      Interval before,
      List<Interval> excesses,
      int classes,
      int seeds) {}

  Score score(boolean generalise) {
    List<Association> those = Association.that(associations, generalise);
    long own = Seeds.of(seed, generalise ? "generalization" : "hallucination");
    Cells cells = Cells.pooled(those, a -> test(a, a.after()));
    return new Score(
        those.size(),
        cells.interval(draws, own),
        Cells.pooled(those, a -> cells(a, a.after(), Reading.Asked.TEST_HELD_OUT))
            .interval(draws, own),
        Cells.pooled(those, a -> test(a, a.before())).interval(draws, own),
        Runs.CONTROLS.stream().map(c -> excess(those, c, own)).toList(),
        cells.classes(),
        cells.seeds());
  }

  /** Over the associations that the control was run beside. */
  private Interval excess(List<Association> those, Arm arm, long own) {
    Cells control =
        Cells.pooled(
            those,
            a ->
                a.controls().stream()
                    .filter(c -> c.arm() == arm)
                    .map(c -> test(a, c.readings()))
                    .findFirst()
                    .orElse(Cells.none()));
    return Cells.pooled(those, a -> test(a, a.after())).less(control, draws, own);
  }

  private static Cells test(Association a, List<Reading> readings) {
    return cells(a, readings, Reading.Asked.TEST);
  }

  /** Two arms of one set have different cells. */
  private static Cells cells(Association a, List<Reading> readings, Reading.Asked asked) {
    return Cells.of(Measure.TRANSFER, readings, asked).named(a.id());
  }
}
