package probe.pocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import probe.ProbeException;

class NextTokenTest {
  private static final World WORLD = new World();

  private static double probability(String context, String word) {
    return NextToken.after(WORLD, context).probability(WORLD.vocabulary().id(word));
  }

  @Test
  void closedForms() {
    // polarity hidden: p(was) = .5 x .8 + .5 x .2
    assertThat(probability("everything", "was")).isEqualTo(.5, within(1e-12));
    assertThat(probability("sadly everything", "was")).isEqualTo(.8, within(1e-12));
    assertThat(probability("here", "was")).isEqualTo(.5, within(1e-12));
    assertThat(probability("the capital of France is", "Paris")).isEqualTo(1, within(1e-12));
    // "meet": a quarter of gender, known names only, or a third of neutral, 30 % of them known
    double gender = .12 / 4;
    double neutral = .05 / 3;
    double invented = neutral * .7 / 100 / (gender + neutral);
    double known = (gender + neutral * .3) / 121 / (gender + neutral);
    assertThat(probability("meet", "Zolo")).isEqualTo(invented, within(1e-12));
    assertThat(probability("meet", "Mary")).isEqualTo(known, within(1e-12));
    // the first word of a sentence decides nothing else
    assertThat(probability("", "hello")).isEqualTo(.05 / 3, within(1e-12));
    assertThat(probability("hello Zolo", ".")).isEqualTo(1, within(1e-12));
    assertThat(probability("hello Zolo .", "<s>")).isEqualTo(.5, within(1e-12));
    assertThat(probability("hello Zolo . hello Zolo .", "<s>")).isEqualTo(1, within(1e-12));
  }

  @Test
  void entropyInClosedForm() {
    double entropy = -100 * (.7 / 100) * Math.log(.7 / 100) - 121 * (.3 / 121) * Math.log(.3 / 121);

    assertThat(NextToken.after(WORLD, "hello").entropy()).isEqualTo(entropy, within(1e-12));
    assertThat(NextToken.after(WORLD, "sadly everything").entropy())
        .isEqualTo(-.8 * Math.log(.8) - .2 * Math.log(.2), within(1e-12));
  }

  @Test
  void everyDistributionSumsToOne() {
    for (int[] row : new Rows(WORLD, 48).validation(3, 20)) {
      NextToken next = new NextToken(WORLD);
      for (int token : row) {
        assertThat(Arrays.stream(next.probabilities()).sum()).isEqualTo(1, within(1e-9));
        next.read(token);
      }
    }
  }

  @Test
  void conditionalsMultiplyToTheProbabilityOfTheOnlyDerivation() {
    for (int seed = 0; seed < 2000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      State state = WORLD.start();
      NextToken next = new NextToken(WORLD);
      double derivation = 0;
      double conditionals = 0;
      int boundaries = 0;
      while (boundaries < 2) {
        List<Branch> branches = state.node().branches(state.latents());
        Branch branch = Rows.pick(branches, random);
        derivation += Math.log(branch.probability());
        if (branch.token() != Branch.SILENT) {
          conditionals += Math.log(next.probability(branch.token()));
          next.read(branch.token());
          boundaries += branch.token() == Vocabulary.BOUNDARY ? 1 : 0;
        }
        state = branch.next();
      }

      assertThat(conditionals).isEqualTo(derivation, within(1e-9));
    }
  }

  @Test
  void theTypeIsNeverSeenBeforeItIsSaid() {
    assertThat(NextToken.after(WORLD, "").type()).isNull();
    assertThat(NextToken.after(WORLD, "the").type()).isNull();
    assertThat(NextToken.after(WORLD, "the living").type()).isEqualTo(SentenceType.AGREEMENT);
    assertThat(NextToken.after(WORLD, "hello Zolo").type()).isEqualTo(SentenceType.NEUTRAL);
    assertThat(NextToken.after(WORLD, "hello Zolo .").type()).isNull();
  }

  @Test
  void refusesWhatTheWorldNeverSays() {
    assertThatThrownBy(() -> NextToken.after(WORLD, "hello Paris"))
        .isInstanceOf(ProbeException.class)
        .hasMessage("the world never says 'Paris' here; it says one of 221 other words");
    assertThatThrownBy(() -> NextToken.after(WORLD, "hello Godot"))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("no word 'Godot' in the pocket world");
  }
}
