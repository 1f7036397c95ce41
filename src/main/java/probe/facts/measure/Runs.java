package probe.facts.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import probe.facts.Arm;

/** The trials of an experiment by fact set, arm and number of training implications. */
final class Runs {
  static final List<Arm> CONTROLS = List.of(Arm.NO_IMPLICATION, Arm.SHUFFLED);

  private final Map<String, List<Trial>> bySet = new LinkedHashMap<>();

  Runs(Experiment experiment) {
    for (Trial trial : experiment.trials()) {
      bySet.computeIfAbsent(trial.set(), set -> new ArrayList<>()).add(trial);
    }
    bySet.values().forEach(list -> list.sort(Comparator.comparingInt(t -> t.design().seed())));
  }

  List<String> sets() {
    return List.copyOf(bySet.keySet());
  }

  /** The arms with a rule, of all sets, at each set's main number of training implications. */
  List<Association> associations() {
    return bySet.keySet().stream().flatMap(set -> associations(set).stream()).toList();
  }

  List<Association> associations(String set) {
    return ruled(set)
        .map(arm -> association(set, arm, main(set)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The arms with a rule that the set was run in. */
  Stream<Arm> ruled(String set) {
    return Stream.of(Arm.values()).filter(arm -> !arm.control()).filter(arm -> has(set, arm));
  }

  private boolean has(String set, Arm arm) {
    return of(set).stream().anyMatch(trial -> trial.design().arm() == arm);
  }

  /** An arm of a set with its controls; empty where it was not run so. */
  Optional<Association> association(String set, Arm arm, int training) {
    List<Trial> trials = trials(set, arm, training);
    if (trials.isEmpty()) {
      return Optional.empty();
    }
    List<Association.Control> controls = new ArrayList<>();
    for (Arm control : CONTROLS) {
      List<Trial> matched = new ArrayList<>();
      List<Reading> readings = new ArrayList<>();
      for (Trial trial : trials) {
        control(trial, control)
            .ifPresent(
                match -> {
                  matched.add(match);
                  readings.add(Reading.after(match).under(trial.design().judged()));
                });
      }
      if (!matched.isEmpty()) {
        controls.add(new Association.Control(control, matched, readings));
      }
    }
    return Optional.of(new Association(set, arm, training, trials, controls));
  }

  /** The control of the same set and seed that told as many implications. */
  private Optional<Trial> control(Trial trial, Arm control) {
    int training = trial.design().training();
    return of(trial.set()).stream()
        .filter(t -> t.design().arm() == control && t.design().seed() == trial.design().seed())
        // facts only are facts only, whoever the test subjects are
        .filter(t -> control == Arm.NO_IMPLICATION || t.design().training() == training)
        .min(
            Comparator.<Trial>comparingInt(t -> Math.abs(t.design().training() - training))
                .thenComparingInt(t -> t.design().training()));
  }

  /** One arm's trials, by ascending seed. */
  List<Trial> trials(String set, Arm arm, int training) {
    return of(set).stream()
        .filter(t -> t.design().arm() == arm && t.design().training() == training)
        .toList();
  }

  /** Numbers of training implications that arms with a rule were run with. */
  NavigableSet<Integer> trainings(String set) {
    NavigableSet<Integer> trainings = new TreeSet<>();
    of(set).stream()
        .filter(t -> !t.design().arm().control())
        .forEach(t -> trainings.add(t.design().training()));
    return trainings;
  }

  /** The number that the file names, or else the largest that was run; 0 for controls alone. */
  int main(String set) {
    NavigableSet<Integer> trainings = trainings(set);
    int named = of(set).getFirst().design().set().training();
    boolean agreed = of(set).stream().allMatch(t -> t.design().set().training() == named);
    return trainings.isEmpty() ? 0 : agreed && trainings.contains(named) ? named : trainings.last();
  }

  private List<Trial> of(String set) {
    return bySet.getOrDefault(set, List.of());
  }
}
