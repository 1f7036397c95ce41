package probe.facts;

import java.util.List;

/**
 * One arm and one seed of a fact set: who has which value, whose implication is told, and what is
 * asked.
 *
 * @param judged index of the implication's value that counts as right for each value of the fact
 */
public record Design(
    FactSet set,
    Arm arm,
    int seed,
    int training,
    List<Integer> judged,
    List<Subject> subjects,
    List<Statement> statements,
    List<Question> questions) {}
