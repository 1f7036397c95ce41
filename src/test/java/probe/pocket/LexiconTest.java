package probe.pocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import probe.ProbeException;

class LexiconTest {
  private static Table table(String name, String text) {
    try {
      return Table.read(name, new StringReader(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Lexicon lexicon(String words) {
    Table features = table("features.tsv", "lexicon\tzero\tone\nx\tdry\twet\nx\tsoft\thard\n");
    return Lexicon.of("x", table("x.tsv", words), features, new Vocabulary());
  }

  @Test
  void theDistributionIsThePriorRestrictedToMatches() {
    Lexicon lexicon = lexicon("bits\tform\n10\ta\n01\tb\n11\tc\n");
    // p(rank r) ~ 1 / (r + 10)
    double sum = 1.0 / 11 + 1.0 / 12 + 1.0 / 13;

    assertThat(lexicon.given(0))
        .containsExactly(
            new double[] {1.0 / 11 / sum, 1.0 / 12 / sum, 1.0 / 13 / sum}, within(1e-12));
    int wet = Lexicon.state(0, 0, 1);
    assertThat(lexicon.given(wet))
        .containsExactly(new double[] {13.0 / 24, 0, 11.0 / 24}, within(1e-12));
    assertThat(lexicon.given(Lexicon.state(wet, 1, 0))).containsExactly(1, 0, 0);
    assertThat(lexicon.one(wet, 1)).isEqualTo(11.0 / 24, within(1e-12));
  }

  @Test
  void statingBitsOneByOneIsMaskingALexeme() {
    // p(c | d) p(d) by the sequence equals p(c) x mask, whatever the order of the bits
    Lexicon lexicon = new World().grammar().nouns;
    double[] prior = lexicon.given(0);
    for (int c = 0; c < lexicon.size(); c++) {
      int stated = 0;
      double p = 1;
      for (int bit = 0; bit < lexicon.features().size(); bit += 2) {
        int value = lexicon.lexeme(c).bits() >> bit & 1;
        double one = lexicon.one(stated, bit);
        p *= value == 1 ? one : 1 - one;
        stated = Lexicon.state(stated, bit, value);
      }

      assertThat(p * lexicon.given(stated)[c]).isEqualTo(prior[c], within(1e-12));
    }
  }

  @Test
  void everyDistributionSumsToOne() {
    for (Lexicon lexicon : new World().grammar().lexicons()) {
      assertThat(Arrays.stream(lexicon.given(0)).sum()).isEqualTo(1, within(1e-12));
    }
  }

  @Test
  void theLanguagesHaveFortyWordsAtLeast() {
    assertThat(new World().grammar().meanings.size()).isGreaterThanOrEqualTo(40);
  }

  @Test
  void refusesBits() {
    assertThatThrownBy(() -> lexicon("bits\tform\n1\ta\n"))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("the bits of [1, a] are '1'; give 2 digits");
  }

  @Test
  void refusesAFormThatStandsTwice() {
    assertThatThrownBy(() -> lexicon("bits\tform\tother\n10\ta\tb\n11\tc\ta\n"))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("the form 'a' of [11, c, a] stands twice");
  }

  @Test
  void refusesRowsThatAreNoRows() {
    assertThatThrownBy(() -> table("x.tsv", "a\tb\n1\n"))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("x.tsv:2: 1 columns, not 2");
    assertThatThrownBy(() -> table("x.tsv", "a\tb\n1\t \n"))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("x.tsv:2: an empty cell");
    assertThatThrownBy(() -> table("x.tsv", "a\n1\n1\n"))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("x.tsv:3: the row [1] stands twice");
    assertThatThrownBy(() -> table("x.tsv", ""))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("x.tsv:1: no columns");
    assertThatThrownBy(() -> table("x.tsv", "a\n1\n").column("b"))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("no column 'b'");
  }
}
