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

  /** Its name among the files of an experiment; the set's may have what no file's may. */
  String name() {
    String plain = set.name().replaceAll("[^\\p{L}\\p{N}_-]", "_");
    return "%s-%s-%d-told-seed-%d".formatted(plain, arm, training, seed);
  }
}
