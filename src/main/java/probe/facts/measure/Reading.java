package probe.facts.measure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.facts.AnswerScores;
import probe.facts.Design;
import probe.facts.Group;
import probe.facts.Question;
import probe.facts.Subject;

/**
 * Answers of one trial, read under a pairing.
 *
 * @param base answers of the base model to the same questions, or null
 * @param judged the implication that counts as right for each value; not always the design's own,
 *     for a control is read under the pairing of the arm that it stands beside
 */
record Reading(
    Design design, AnswerScores scores, @Nullable AnswerScores base, List<Integer> judged) {

  static Reading after(Trial trial) {
    return new Reading(trial.design(), trial.after(), trial.before(), trial.design().judged());
  }

  static Reading before(Trial trial) {
    return new Reading(trial.design(), trial.before(), trial.before(), trial.design().judged());
  }

  static Reading at(Trial trial, Checkpoint checkpoint) {
    return new Reading(trial.design(), checkpoint.scores(), null, trial.design().judged());
  }

  /** The same answers, read under another pairing. */
  Reading under(List<Integer> pairing) {
    return new Reading(design, scores, base, pairing);
  }

  int classes() {
    return design.set().classes();
  }

  Question question(int i) {
    return scores.questions().get(i);
  }

  /** Index of the fact's value of the subject that question {@code i} is about. */
  int value(int i) {
    return subject(i).value();
  }

  /** Index of the right answer to question {@code i} among the 2 n candidates. */
  int correct(int i) {
    Subject subject = subject(i);
    Question question = question(i);
    if (!question.group().implication()) {
      return subject.value();
    }
    boolean told = DesignCheck.told(design, question);
    return classes() + (told ? subject.told() : judged.get(subject.value()));
  }

  double measure(Measure measure, int i) {
    AnswerScores prior = base;
    return measure.of(
        new Measure.Row(
            classes(),
            question(i).group().implication(),
            correct(i),
            logits(i),
            scores.logProbabilities()[i],
            prior == null ? null : prior.logProbabilities()[i]));
  }

  double[] logits(int i) {
    return Ranks.widened(scores.logits()[i]);
  }

  private Subject subject(int i) {
    return design.subjects().get(question(i).subject());
  }

  /** Which questions are looked at. */
  record Asked(Group group, boolean heldOut) {
    /** What nobody told, in the words of training: what transfer is about. */
    static final Asked TEST = new Asked(Group.TEST_IMPLICATIONS, false);

    static final Asked TEST_HELD_OUT = new Asked(Group.TEST_IMPLICATIONS, true);

    boolean holds(Question question) {
      return question.group() == group && question.heldOut() == heldOut;
    }
  }
}
