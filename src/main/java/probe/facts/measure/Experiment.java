package probe.facts.measure;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import probe.ProbeException;

/**
 * All trials of one model and one way of training: fact sets, arms, seeds and numbers of training
 * implications.
 *
 * @param probe name of the analysis, such as "ocr"; findings begin with it
 * @param method how the model was trained, such as "full tuning"
 * @param settings what a reader needs to repeat it, such as the learning rate
 * @param trials no two of one fact set, arm, seed and number of training implications
 * @param untested fact sets that could not be tried, and why
 */
public record Experiment(
    String probe,
    String model,
    String method,
    Map<String, Object> settings,
    List<Trial> trials,
    List<Untested> untested) {

  /**
   * Checks that the trials are of one experiment.
   *
   * @throws ProbeException naming the trial that is not
   */
  public Experiment {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    trials = List.copyOf(trials);
    untested = List.copyOf(untested);
    Map<String, Integer> classes = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (Trial trial : trials) {
      if (!names.add(trial.name())) {
        throw ProbeException.input("two trials are %s; pass each once".formatted(trial.name()));
      }
      int n = classes.computeIfAbsent(trial.set(), set -> trial.classes());
      if (n != trial.classes()) {
        throw ProbeException.input(
            "%s has %d values, another trial of the set has %d; name one of the sets otherwise"
                .formatted(trial.name(), trial.classes(), n));
      }
    }
    for (Untested set : untested) {
      if (classes.containsKey(set.set())) {
        throw ProbeException.input("%s is listed as untested and has trials".formatted(set.set()));
      }
    }
  }
}
