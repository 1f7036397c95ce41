package probe.facts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.ProbeException;
import probe.stats.Seeds;

/**
 * One arm and one seed of a fact set: who has which value, whose implication is told, and what is
 * asked.
 *
 * <p>Names are drawn into blocks once, and block b has value (b + seed) mod n: over n seeds every
 * name has every value once, so that no name speaks for a value. The arms of a seed have the same
 * subjects in the same order, by value, and the {@code training} subjects that come first in their
 * value are those whose implication is told; more of them are those and others.
 *
 * <p>A statement is told in every template of training, and a question is asked in the first of
 * them and in the one that training never uses. In {@link Arm#NO_IMPLICATION} no implication is
 * told, and the subjects are split and asked as in the other arms.
 *
 * @param training subjects of each value whose implication is told
 * @param judged index of the implication's value that counts as right for each value of the fact
 * @param subjects by value
 */
public record Design(
    FactSet set,
    Arm arm,
    int seed,
    int training,
    List<Integer> judged,
    List<Subject> subjects,
    List<Statement> statements,
    List<Question> questions) {
  public Design {
    judged = List.copyOf(judged);
    subjects = List.copyOf(subjects);
    statements = List.copyOf(statements);
    questions = List.copyOf(questions);
  }

  /** The arm {@code arm} of {@code set} with as many training subjects as the file says. */
  public static Design of(FactSet set, Arm arm, int seed) {
    return of(set, arm, seed, set.training());
  }

  /**
   * The arm {@code arm} of {@code set}.
   *
   * @param seed from 0
   * @param training subjects of each value whose implication is told; with 0 only facts are
   * @throws ProbeException if the set lacks the arm, or has no such number of subjects
   */
  public static Design of(FactSet set, Arm arm, int seed, int training) {
    if (training < 0 || training >= set.perValue()) {
      throw ProbeException.input(
          "%s: %d training subjects of each value; it must be from 0 to %d"
              .formatted(set.file(), training, set.perValue() - 1));
    }
    List<Integer> judged = mapping(set, arm, seed);
    List<Subject> subjects = subjects(set, seed, training, judged);
    if (arm == Arm.SHUFFLED) {
      subjects = shuffled(set, seed, subjects);
    }
    return new Design(
        set,
        arm,
        seed,
        training,
        judged,
        subjects,
        statements(set, arm, subjects),
        questions(set, subjects));
  }

  /**
   * Index of the implication's value that counts as right for each value of the fact. For a control
   * it is that of the first arm of the set which is none.
   *
   * @throws ProbeException if the set lacks the arm
   */
  public static List<Integer> mapping(FactSet set, Arm arm, int seed) {
    if (!set.arms().contains(arm)) {
      throw ProbeException.input(
          "%s: no arm '%s'; it has %s".formatted(set.file(), arm, set.arms()));
    }
    if (seed < 0) {
      throw ProbeException.input("seeds of a fact set begin with 0, got " + seed);
    }
    Arm of = arm.control() ? set.judgedArm() : arm;
    int n = set.classes();
    // a shift by 0 or n would be the true pairing
    int shift = of == Arm.COUNTERFACTUAL ? 1 + seed % (n - 1) : 0;
    return IntStream.range(0, n).mapToObj(i -> set.pairing().get((i + shift) % n)).toList();
  }

  /** Index of the right answer among the values of the fact and, after them, the implication. */
  public int answer(Question question) {
    Subject subject = subjects.get(question.subject());
    return question.group().implication() ? set.classes() + subject.told() : subject.value();
  }

  private static List<Subject> subjects(FactSet set, int seed, int training, List<Integer> judged) {
    List<String> names = new ArrayList<>(set.names());
    shuffle(names, Seeds.random(0, set.name() + " names"));
    int n = set.classes();
    List<Subject> subjects = new ArrayList<>();
    for (int value = 0; value < n; value++) {
      int block = Math.floorMod(value - seed, n);
      List<String> own =
          new ArrayList<>(names.subList(block * set.perValue(), (block + 1) * set.perValue()));
      // a part of its own for each block: one of another size changes no other
      shuffle(own, Seeds.random(seed, set.name() + " training " + block));
      for (int i = 0; i < own.size(); i++) {
        subjects.add(new Subject(own.get(i), value, i < training, judged.get(value)));
      }
    }
    return subjects;
  }

  /**
   * The implications of the training subjects in random order, each as often as before. All
   * permutations are as likely: a shift of the values would be another rule, and would never give a
   * value its own answer.
   */
  private static List<Subject> shuffled(FactSet set, int seed, List<Subject> subjects) {
    List<Integer> told =
        new ArrayList<>(subjects.stream().filter(Subject::trains).map(Subject::told).toList());
    shuffle(told, Seeds.random(seed, set.name() + " shuffled"));
    List<Subject> out = new ArrayList<>();
    int next = 0;
    for (Subject subject : subjects) {
      out.add(
          subject.trains()
              ? new Subject(subject.name(), subject.value(), true, told.get(next++))
              : subject);
    }
    return out;
  }

  private static <T> void shuffle(List<T> list, SplittableRandom random) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
  }

  private static List<Statement> statements(FactSet set, Arm arm, List<Subject> subjects) {
    List<Statement> statements = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      Subject subject = subjects.get(i);
      state(statements, i, subject, set.fact(), false);
      if (subject.trains() && arm != Arm.NO_IMPLICATION) {
        state(statements, i, subject, set.implication(), true);
      }
    }
    return statements;
  }

  private static void state(
      List<Statement> statements, int index, Subject subject, Relation relation, boolean implied) {
    String value = relation.values().get(implied ? subject.told() : subject.value());
    for (Template template : relation.templates()) {
      statements.add(
          new Statement(
              index,
              Group.of(subject.trains(), implied),
              template.prompt(subject.name()),
              template.answer(value)));
    }
  }

  private static List<Question> questions(FactSet set, List<Subject> subjects) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      Subject subject = subjects.get(i);
      for (boolean implied : new boolean[] {false, true}) {
        Relation relation = implied ? set.implication() : set.fact();
        Group group = Group.of(subject.trains(), implied);
        String name = subject.name();
        questions.add(new Question(i, group, false, relation.templates().getFirst().prompt(name)));
        questions.add(new Question(i, group, true, relation.heldOut().prompt(name)));
      }
    }
    return questions;
  }
}
