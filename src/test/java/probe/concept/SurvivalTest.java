package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SurvivalTest {
  private static final Map<String, Integer> TOKENS =
      Map.of("king", 1, "queen", 2, "man", 3, "woman", 4, "colour", 5, "color", 5);

  private static Survival of(String... words) {
    List<WordPair> pairs = new java.util.ArrayList<>();
    for (int i = 0; i < words.length; i += 2) {
      pairs.add(new WordPair(words[i], words[i + 1], i / 2 + 1));
    }
    return Survival.of(
        new WordPairs("c", "", "", "", "c.tsv", pairs),
        word -> Optional.ofNullable(TOKENS.get(word)));
  }

  @Test
  void pairsOfSingleTokensAreUsedInTheirOrder() {
    Survival survival = of("king", "queen", "man", "woman");

    assertThat(survival.used())
        .extracting(u -> u.pair().line(), Survival.Used::fromToken, Survival.Used::toToken)
        .containsExactly(tuple(1, 1, 2), tuple(2, 3, 4));
    assertThat(survival.dropped()).isEmpty();
  }

  @Test
  void theReasonNamesTheWordThatIsNoSingleToken() {
    Survival survival =
        of("king", "emperor", "empress", "queen", "emperor", "empress", "man", "woman");

    assertThat(survival.dropped())
        .extracting(d -> d.pair().line(), Survival.Dropped::reason)
        .containsExactly(
            tuple(1, "emperor is no single token"),
            tuple(2, "empress is no single token"),
            tuple(3, "each of the two words is no single token"));
    assertThat(survival.used()).extracting(u -> u.pair().line()).containsExactly(4);
  }

  @Test
  void twoWordsOfOneTokenAreDropped() {
    Survival survival = of("colour", "color");

    assertThat(survival.used()).isEmpty();
    assertThat(survival.dropped())
        .extracting(Survival.Dropped::reason)
        .containsExactly("both words are the same token");
  }
}
