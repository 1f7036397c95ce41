package probe.facts.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Transfer over the steps of training. */
final class Course {
  private Course() {}

  /**
   * The cells of transfer at every step that all trials have answers of; step 0 is the base model.
   * A mean over seeds that come and go would move without any of them moving.
   *
   * @param trials read under {@code pairings}, which are in their order
   */
  static SortedMap<Integer, Cells> of(List<Trial> trials, List<List<Integer>> pairings) {
    TreeSet<Integer> steps = new TreeSet<>();
    for (Trial trial : trials) {
      trial.course().forEach(checkpoint -> steps.add(checkpoint.step()));
    }
    SortedMap<Integer, Cells> course = new TreeMap<>();
    if (steps.isEmpty()) {
      return course;
    }
    steps.add(0);
    for (int step : steps) {
      List<Reading> readings = new ArrayList<>();
      for (int i = 0; i < trials.size(); i++) {
        List<Integer> pairing = pairings.get(i);
        at(trials.get(i), step).ifPresent(reading -> readings.add(reading.under(pairing)));
      }
      Cells cells = Cells.of(Measure.TRANSFER, readings, Reading.Asked.TEST);
      if (readings.size() == trials.size() && !cells.isEmpty()) {
        course.put(step, cells);
      }
    }
    return course;
  }

  /** An association's own course. */
  static SortedMap<Integer, Cells> of(Association a) {
    return of(a.trials(), a.trials().stream().map(t -> t.design().judged()).toList());
  }

  private static Optional<Reading> at(Trial trial, int step) {
    for (Checkpoint checkpoint : trial.course()) {
      if (checkpoint.step() == step) {
        return Optional.of(Reading.at(trial, checkpoint));
      }
    }
    return step == 0 ? Optional.of(Reading.before(trial)) : Optional.empty();
  }
}
