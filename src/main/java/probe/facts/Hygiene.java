package probe.facts;

import java.util.List;
import probe.ProbeException;
import probe.model.Tokenizer;

/** What would make the answers to a fact set mean something else than they seem to. */
public final class Hygiene {
  private Hygiene() {}

  /** What a problem means. */
  public enum Severity {
    /** No figure would mean anything. */
    REFUSED,
    /** Worth knowing when figures are read. */
    NOTE
  }

  /**
   * Something to know.
   *
   * @param where the file, and the line where there is one
   */
  public record Problem(Severity severity, String where, String what) {
    @Override
    public String toString() {
      return where + ": " + what;
    }
  }

  /** All that was found in a set. */
  public record Report(FactSet set, List<Problem> problems) {
    public Report {
      problems = List.copyOf(problems);
    }

    /** The problems for which the set is refused. */
    public List<Problem> refused() {
      return problems.stream().filter(p -> p.severity() == Severity.REFUSED).toList();
    }

    /**
     * Makes sure that nothing is refused.
     *
     * @throws ProbeException with the first problem
     */
    public void require() {
      List<Problem> refused = refused();
      if (!refused.isEmpty()) {
        throw ProbeException.input(
            refused.getFirst()
                + (refused.size() == 1
                    ? ""
                    : " (and %d more; see probe ocr check %s)"
                        .formatted(refused.size() - 1, set.file())));
      }
    }
  }

  /** Checks the texts alone. */
  public static Report check(FactSet set) {
    Problems problems = new Problems(set.file());
    TextHygiene.check(set, problems);
    return new Report(set, problems.all());
  }

  /** Checks the texts and their tokens. */
  public static Report check(FactSet set, Tokenizer tokenizer) {
    return check(set, tokenizer, -1);
  }

  /**
   * Checks the texts and their tokens.
   *
   * @param contextLimit the most tokens that the model takes, or -1 where there is no limit
   */
  public static Report check(FactSet set, Tokenizer tokenizer, int contextLimit) {
    Problems problems = new Problems(set.file());
    TextHygiene.check(set, problems);
    new TokenHygiene(set, tokenizer, problems).check(contextLimit);
    return new Report(set, problems.all());
  }

  /**
   * Checks the texts and their tokens, and returns what is worth knowing.
   *
   * @throws ProbeException if the set is refused
   */
  public static Report require(FactSet set, Tokenizer tokenizer, int contextLimit) {
    Report report = check(set, tokenizer, contextLimit);
    report.require();
    return report;
  }
}
