package probe.facts.measure;

import java.util.List;
import probe.ProbeException;
import probe.facts.AnswerScores;
import probe.facts.Design;

/**
 * One training run: a design, and what the model answered before it and after it.
 *
 * @param before what the base model answers to the same questions: the prior
 * @param course answers on the way, by ascending step; may be empty
 */
public record Trial(
    Design design, AnswerScores before, AnswerScores after, List<Checkpoint> course) {

  /**
   * Checks that design and answers fit together.
   *
   * @throws ProbeException naming the trial and the question where they do not
   */
  public Trial {
    course = List.copyOf(course);
    DesignCheck check = new DesignCheck(design, name(design));
    check.scores("before", before);
    check.scores("after", after);
    if (!before.questions().equals(after.questions())) {
      throw ProbeException.input(
          "%s: before and after must answer the same questions in the same order"
              .formatted(name(design)));
    }
    int last = -1;
    for (Checkpoint checkpoint : course) {
      if (checkpoint.step() <= last) {
        throw ProbeException.input(
            "%s: step %d of the course comes after step %d; steps must ascend from 0"
                .formatted(name(design), checkpoint.step(), last));
      }
      last = checkpoint.step();
      check.scores("step " + last, checkpoint.scores());
    }
  }

  /** A trial of which only the ends are known. */
  public Trial(Design design, AnswerScores before, AnswerScores after) {
    this(design, before, after, List.of());
  }

  String set() {
    return design.set().name();
  }

  /** n, the number of values. */
  int classes() {
    return design.set().classes();
  }

  /** "city-language/true, seed 0, 4 told". */
  String name() {
    return name(design);
  }

  private static String name(Design design) {
    return "%s/%s, seed %d, %d told"
        .formatted(design.set().name(), design.arm(), design.seed(), design.training());
  }
}
