package probe.facts.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import probe.facts.Arm;
import probe.stats.Interval;
import probe.stats.Seeds;

/**
 * All that one association's test implications tell. Transfers are 1 for right and 0 for chance.
 *
 * @param cells transfer in each cell of class and seed
 * @param heldOut transfer in the words that training never used
 * @param overSeeds transfer, with whole seeds as units
 * @param before the base model's transfer
 * @param change transfer less the base model's
 * @param corrected transfer by what training added to each whole answer's log-probability
 * @param whole transfer by whole answers
 * @param bySeed transfer of each seed
 * @param rank mean rank among the implications
 * @param apart the permutation test
 * @param together the same with one order for all seeds
 */
record Evidence(
    Association of,
    Learnt learnt,
    Cells cells,
    Interval transfer,
    Interval heldOut,
    Interval overSeeds,
    Interval before,
    Interval change,
    Interval corrected,
    Interval whole,
    Map<Integer, Double> bySeed,
    Interval rank,
    Chosen chosen,
    PermutationNull apart,
    PermutationNull together,
    List<Control> controls) {

  /**
   * A control read under the association's pairings.
   *
   * @param excess the association's transfer less the control's
   * @param change the control's transfer less the base model's
   * @param reach the largest transfer, up or down, of answers that are the same in every seed: 1
   *     for one pairing in all seeds, 0 where the pairings take every implication equally often
   */
  record Control(
      Arm arm,
      Learnt learnt,
      Cells cells,
      Interval transfer,
      Interval excess,
      Interval change,
      Interval rank,
      PermutationNull apart,
      PermutationNull together,
      double reach) {}

  static Evidence of(Association association, OcrSettings settings, long runSeed) {
    long seed = Seeds.of(runSeed, association.id());
    int draws = settings.draws();
    List<Reading> after = association.after();
    Cells cells = Cells.of(Measure.TRANSFER, after, Reading.Asked.TEST);
    Cells before = Cells.of(Measure.TRANSFER, association.before(), Reading.Asked.TEST);
    int n = association.classes();
    List<Control> controls = new ArrayList<>();
    for (Association.Control control : association.controls()) {
      if (!Cells.of(Measure.TRANSFER, control.readings(), Reading.Asked.TEST).isEmpty()) {
        controls.add(control(control, cells, settings, seed));
      }
    }
    return new Evidence(
        association,
        Learnt.of(association.trials(), settings.learnt()),
        cells,
        cells.interval(draws, seed),
        Cells.of(Measure.TRANSFER, after, Reading.Asked.TEST_HELD_OUT).interval(draws, seed),
        cells.overSeeds(draws, seed),
        before.interval(draws, seed),
        cells.less(before, draws, seed),
        transfer(rank(Measure.RANK_CORRECTED, after, draws, seed), n),
        transfer(rank(Measure.RANK_WHOLE, after, draws, seed), n),
        cells.bySeed(),
        rank(Measure.RANK_ASKED, after, draws, seed),
        Chosen.of(after, Reading.Asked.TEST),
        PermutationNull.apart(boards(after), settings.permutations(), seed),
        PermutationNull.together(boards(after), settings.permutations(), seed),
        controls);
  }

  private static Control control(
      Association.Control control, Cells association, OcrSettings settings, long seed) {
    int draws = settings.draws();
    List<Reading> readings = control.readings();
    Cells cells = Cells.of(Measure.TRANSFER, readings, Reading.Asked.TEST);
    Cells before = Cells.of(Measure.TRANSFER, control.before(), Reading.Asked.TEST);
    return new Control(
        control.arm(),
        Learnt.of(control.trials(), settings.learnt()),
        cells,
        cells.interval(draws, seed),
        association.less(cells, draws, seed),
        cells.less(before, draws, seed),
        rank(Measure.RANK_ASKED, readings, draws, seed),
        PermutationNull.apart(boards(readings), settings.permutations(), seed),
        PermutationNull.together(boards(readings), settings.permutations(), seed),
        reach(readings));
  }

  Optional<Control> control(Arm arm) {
    return controls.stream().filter(c -> c.arm() == arm).findFirst();
  }

  private static List<AnswerBoard> boards(List<Reading> readings) {
    return readings.stream().map(r -> AnswerBoard.of(r, Reading.Asked.TEST)).toList();
  }

  private static Interval rank(Measure measure, List<Reading> readings, int draws, long seed) {
    return Cells.of(measure, readings, Reading.Asked.TEST).interval(draws, seed);
  }

  /** A mean rank among n as a transfer. */
  private static Interval transfer(Interval rank, int n) {
    double chance = (n - 1) / 2.0;
    return new Interval(
        1 - rank.estimate() / chance,
        1 - rank.high() / chance,
        1 - rank.low() / chance,
        rank.level(),
        rank.clusters(),
        rank.draws(),
        rank.method());
  }

  /** The best that an answer for each class can do over all pairings, whatever the seed. */
  private static double reach(List<Reading> readings) {
    int n = readings.getFirst().classes();
    double sum = 0;
    for (int v = 0; v < n; v++) {
      int[] times = new int[n];
      for (Reading reading : readings) {
        times[reading.judged().get(v)]++;
      }
      // the implication that is right most often gets rank 0, and so on
      Arrays.sort(times);
      for (int rank = 0; rank < n; rank++) {
        sum += (double) rank * times[n - 1 - rank];
      }
    }
    return 1 - sum / (n * readings.size()) / ((n - 1) / 2.0);
  }
}
