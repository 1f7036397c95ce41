package probe.pocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhrasesTest {
  @Test
  void choicesSumToOneInEveryStateOfTheWorld() {
    // the states that a breadth-first search meets first
    Set<State> seen = new HashSet<>();
    Deque<State> open = new ArrayDeque<>();
    open.add(new World().start());
    while (!open.isEmpty() && seen.size() < 20_000) {
      State state = open.remove();
      if (!seen.add(state)) {
        continue;
      }
      double sum = 0;
      for (Branch branch : state.node().branches(state.latents())) {
        assertThat(branch.probability()).isPositive();
        sum += branch.probability();
        open.add(branch.next());
      }

      assertThat(sum).isEqualTo(1, within(1e-11));
    }
  }

  @Test
  void refusesProbabilitiesThatDoNotSumToOne() {
    assertThatThrownBy(
            () -> Phrases.oneOf(Phrases.weighted(.5, Phrases.nothing()), Phrases.weighted(.4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("probabilities sum to 0.9");
  }

  @Test
  void aLatentThatWasNotDrawnHasNoValue() {
    Latents latents = Latents.NONE.with(Latent.TENSE, 1).with(Latent.NUMBER, 0);

    assertThat(latents.get(Latent.TENSE)).isEqualTo(1);
    assertThat(latents.without(Latent.TENSE).with(Latent.TENSE, 1)).isEqualTo(latents);
    assertThatThrownBy(() -> latents.get(Latent.SIZE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no value of SIZE in {NUMBER=0 TENSE=1}");
  }
}
