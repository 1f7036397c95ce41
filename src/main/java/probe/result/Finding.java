package probe.result;

import java.util.List;

/**
 * A claim about one thing, with the evidence for and against it.
 *
 * @param id unique within the run, parts with "/" between them, such as
 *     "linearity/male-female/causal"
 * @param claim a sentence that can be true or false
 * @param subject what it is about, such as the name of a concept
 * @param why the reason for the verdict, with its numbers, in a sentence
 */
public record Finding(
    String id,
    String claim,
    String subject,
    Verdict verdict,
    String why,
    List<Estimate> estimates,
    List<HypothesisTest> tests) {
  public Finding {
    estimates = List.copyOf(estimates);
    tests = List.copyOf(tests);
  }

  /** A finding that could not be tested at all. */
  public static Finding untested(String id, String claim, String subject, String why) {
    return new Finding(id, claim, subject, Verdict.CANNOT_TELL, why, List.of(), List.of());
  }
}
