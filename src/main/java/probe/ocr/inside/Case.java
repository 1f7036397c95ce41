package probe.ocr.inside;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import probe.facts.Arm;

/**
 * A fact set in an arm that has a rule, all seeds, with the controls of the same seeds.
 *
 * @param trials by ascending seed
 * @param controls those that were run
 */
record Case(String set, Arm arm, List<InsideTrial> trials, List<Control> controls) {
  private static final List<Arm> CONTROLS = List.of(Arm.NO_IMPLICATION, Arm.SHUFFLED);

  /** A control of the same set. */
  record Control(Arm arm, List<InsideTrial> trials) {}

  /** The cases of {@code trials}, each at its set's main number of training implications. */
  static List<Case> of(List<InsideTrial> trials) {
    Map<String, List<InsideTrial>> bySet = new LinkedHashMap<>();
    trials.stream()
        .sorted(Comparator.comparingInt(InsideTrial::seed))
        .forEach(t -> bySet.computeIfAbsent(t.set(), set -> new ArrayList<>()).add(t));
    List<Case> cases = new ArrayList<>();
    for (InsideTrial first : trials) {
      List<InsideTrial> own = bySet.remove(first.set());
      if (own == null) {
        continue;
      }
      int told = main(own);
      for (Arm arm : Arm.values()) {
        List<InsideTrial> chosen = own.stream().filter(t -> is(t, arm, told)).toList();
        if (!arm.control() && !chosen.isEmpty()) {
          cases.add(new Case(first.set(), arm, chosen, controls(own, chosen, told)));
        }
      }
    }
    return List.copyOf(cases);
  }

  private static List<Control> controls(List<InsideTrial> own, List<InsideTrial> chosen, int told) {
    List<Integer> seeds = chosen.stream().map(InsideTrial::seed).toList();
    List<Control> controls = new ArrayList<>();
    for (Arm arm : CONTROLS) {
      List<InsideTrial> matched =
          own.stream().filter(t -> is(t, arm, told) && seeds.contains(t.seed())).toList();
      if (!matched.isEmpty()) {
        controls.add(new Control(arm, matched));
      }
    }
    return controls;
  }

  private static boolean is(InsideTrial trial, Arm arm, int told) {
    return trial.design().arm() == arm
        // facts only are facts only, whoever the test subjects are
        && (arm == Arm.NO_IMPLICATION || trial.design().training() == told);
  }

  /** The number of training implications that the file names, or else the largest. */
  private static int main(List<InsideTrial> own) {
    TreeSet<Integer> told = new TreeSet<>();
    own.stream()
        .filter(t -> !t.design().arm().control())
        .forEach(t -> told.add(t.design().training()));
    int named = own.getFirst().design().set().training();
    return told.isEmpty() || told.contains(named) ? named : told.last();
  }

  /** "city-language/true". */
  String id() {
    return set + "/" + arm;
  }

  /** n. */
  int classes() {
    return trials.getFirst().inside().classes();
  }

  /** Layers of the stream, from the embedding to what the head reads. */
  int layers() {
    Inside.States after = trials.getFirst().inside().implication().after();
    return Math.max(after.told().length, after.lens().length);
  }

  /** The pairing of one of its seeds. */
  List<Integer> judged(int seed) {
    return trials.stream()
        .map(InsideTrial::design)
        .filter(design -> design.seed() == seed)
        .findFirst()
        .orElseThrow()
        .judged();
  }

  Optional<Control> control(Arm arm) {
    return controls.stream().filter(c -> c.arm() == arm).findFirst();
  }

  /** Itself, and its controls as if they were arms of their own. */
  Stream<Control> arms() {
    return Stream.concat(Stream.of(new Control(arm, trials)), controls.stream());
  }
}
