package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static probe.result.Verdict.CANNOT_TELL;
import static probe.result.Verdict.NOT_SUPPORTED;
import static probe.result.Verdict.SUPPORTED;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.result.Finding;
import probe.result.Verdict;

class VerdictsTest {
  /** Findings of each verdict, and some that could not be tested. */
  private static List<Finding> findings(int supported, int not, int undecided, int untested) {
    List<Finding> out = new ArrayList<>();
    for (int i = 0; i < supported + not + undecided; i++) {
      Verdict verdict =
          i < supported ? SUPPORTED : i < supported + not ? NOT_SUPPORTED : CANNOT_TELL;
      out.add(Fakes.finding("f" + i, verdict, 0.5));
    }
    for (int i = 0; i < untested; i++) {
      out.add(Finding.untested("u" + i, "", "", "too few"));
    }
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    // four of five is enough, less is not
    "4, 1, 0, 0, SUPPORTED",
    "4, 0, 1, 0, SUPPORTED",
    "79, 0, 21, 0, CANNOT_TELL",
    // as long as those undecided could still make it four of five, nobody knows
    "0, 1, 4, 0, CANNOT_TELL",
    "0, 2, 3, 0, NOT_SUPPORTED",
    "79, 21, 0, 0, NOT_SUPPORTED",
    "1, 0, 0, 0, SUPPORTED",
    "0, 1, 0, 0, NOT_SUPPORTED",
    "0, 0, 1, 0, CANNOT_TELL",
    // what could not be tested says nothing either way
    "4, 1, 0, 95, SUPPORTED",
    "0, 0, 0, 3, CANNOT_TELL",
    "0, 0, 0, 0, CANNOT_TELL"
  })
  void fourOfFive(int supported, int not, int undecided, int untested, Verdict expected) {
    assertThat(Verdicts.overall(findings(supported, not, undecided, untested))).isEqualTo(expected);
  }

  @Test
  void countsInWords() {
    assertThat(Verdicts.counts(findings(2, 1, 3, 0), "concepts"))
        .isEqualTo("2 of 6 concepts supported, 1 not supported, 3 undecided");
    assertThat(Verdicts.counts(findings(0, 0, 1, 7), "claims"))
        .isEqualTo(
            "0 of 1 claims supported, 0 not supported, 1 undecided; 7 more could not be tested");
  }

  @Test
  void anUntestedFindingIsNotCounted() {
    assertThat(Verdicts.tested(findings(1, 1, 1, 2))).hasSize(3);
    assertThat(Verdicts.count(findings(1, 2, 3, 4), CANNOT_TELL)).isEqualTo(7);
  }
}
