package probe.facts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Facts of invented subjects, and what they imply: a file of them.
 *
 * @param fact the relation r1 of the theory, with answers b_1 .. b_n
 * @param implication r2, with answers c_1 .. c_n
 * @param pairing index of the implication's value for each value of the fact, as the file pairs
 *     them; a permutation of 0 .. n - 1
 * @param holds whether that pairing is true in the world
 * @param names invented subjects, at least {@code n * perValue}
 * @param perValue subjects of each value of the fact
 * @param training how many of these have their implication told in training
 * @param arms in the order of the file
 * @param seeds repetitions, of which each turns names and values further
 */
public record FactSet(
    Path file,
    String name,
    String about,
    Relation fact,
    Relation implication,
    List<Integer> pairing,
    boolean holds,
    List<String> names,
    int perValue,
    int training,
    List<Arm> arms,
    int seeds) {
  public FactSet {
    pairing = List.copyOf(pairing);
    names = List.copyOf(names);
    arms = List.copyOf(arms);
  }

  /** The arm whose pairing counts as right in the controls: the first that is no control. */
  Arm judgedArm() {
    return arms.stream().filter(arm -> !arm.control()).findFirst().orElseThrow();
  }

  /** The answers in the order of scores: values of the fact, then those of the implication. */
  public List<String> candidates() {
    return Stream.concat(fact.values().stream(), implication.values().stream()).toList();
  }

  /** The templates of both relations, those of training first. */
  List<Template> templates() {
    List<Template> all = new ArrayList<>(fact.templates());
    all.addAll(implication.templates());
    all.add(fact.heldOut());
    all.add(implication.heldOut());
    return all;
  }

  /** n, the number of values. */
  public int classes() {
    return fact.values().size();
  }
}
