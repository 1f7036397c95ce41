package probe.ocr;

import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;

/**
 * One training or prompting: what is told, and what is asked.
 *
 * @param training subjects of each value whose implication is told
 */
record Job(FactSet set, Arm arm, int seed, int training) {
  Design design() {
    return Design.of(set, arm, seed, training);
  }

  /** Its name among the files of an experiment. */
  String name() {
    return "%s-%s-%d-told-seed-%d".formatted(set.name(), arm, training, seed);
  }
}
