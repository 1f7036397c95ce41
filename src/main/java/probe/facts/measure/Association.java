package probe.facts.measure;

import java.util.List;
import java.util.stream.IntStream;
import probe.facts.Arm;

/**
 * A fact set in an arm that has a rule, all seeds, with the controls beside it.
 *
 * @param training training implications of each value
 * @param trials by ascending seed
 * @param controls those that were run, no-implication first
 */
record Association(String set, Arm arm, int training, List<Trial> trials, List<Control> controls) {

  /**
   * A control.
   *
   * @param trials those of the association's seeds
   * @param readings their answers, each under the association's pairing of the same seed
   */
  record Control(Arm arm, List<Trial> trials, List<Reading> readings) {

    /** The base model's answers, under the same pairings. */
    List<Reading> before() {
      return IntStream.range(0, trials.size())
          .mapToObj(i -> Reading.before(trials.get(i)).under(readings.get(i).judged()))
          .toList();
    }
  }

  /** "city-language/true". */
  String id() {
    return set + "/" + arm;
  }

  /** The pairing of one of its seeds. */
  List<Integer> judged(int seed) {
    return trials.stream()
        .map(Trial::design)
        .filter(design -> design.seed() == seed)
        .findFirst()
        .orElseThrow()
        .judged();
  }

  int classes() {
    return trials.getFirst().classes();
  }

  List<Reading> after() {
    return trials.stream().map(Reading::after).toList();
  }

  List<Reading> before() {
    return trials.stream().map(Reading::before).toList();
  }

  /** Whether it was asked what nobody told. */
  boolean asked() {
    return !Cells.of(Measure.TRANSFER, after(), Reading.Asked.TEST).isEmpty();
  }

  /** Those whose pairing is true in the world, or those whose pairing is not. */
  static List<Association> that(List<Association> all, boolean generalise) {
    return all.stream().filter(a -> (a.arm == Arm.TRUE) == generalise).toList();
  }
}
