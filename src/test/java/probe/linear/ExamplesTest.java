package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import probe.linear.Examples.Carrier;

class ExamplesTest {
  private static final int[][] NO_TEXT = {{}, {}, {}, {}};

  @Test
  void labelsBelongToWordsTemplatesOrRows() {
    int[] labels = {0, 0, 1, 1};

    assertThat(Examples.words(labels, new int[] {0, 1, 2, 3}).carrier()).isEqualTo(Carrier.WORD);
    assertThat(
            Examples.of(labels, new int[] {0, 1, 0, 1}, new int[] {0, 0, 1, 1}, NO_TEXT).carrier())
        .isEqualTo(Carrier.TEMPLATE);
    assertThat(
            Examples.of(labels, new int[] {0, 1, 0, 1}, new int[] {0, 1, 0, 1}, NO_TEXT).carrier())
        .isEqualTo(Carrier.ROW);
  }

  @Test
  void aPairIsOneUnit() {
    Examples pairs =
        new Examples(
            new int[] {0, 1, 0, 1},
            new int[] {7, 7, 8, 8},
            new int[] {1, 2, 3, 4},
            new int[4],
            NO_TEXT);

    assertThat(pairs.units()).containsExactly(0, 0, 1, 1);
    assertThat(pairs.carrier()).isEqualTo(Carrier.WORD);
  }

  @Test
  void pairsThatShareAWordAreOneUnit() {
    Examples pairs =
        new Examples(
            new int[] {0, 1, 0, 1},
            new int[] {7, 7, 8, 8},
            new int[] {1, 2, 1, 4},
            new int[4],
            NO_TEXT);

    assertThat(pairs.units()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void unitsAreTemplatesWhereTheyCarryTheLabels() {
    Examples examples =
        Examples.of(
            new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1}, new int[] {5, 5, 6, 6}, NO_TEXT);

    assertThat(examples.units()).containsExactly(0, 0, 1, 1);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> Examples.words(new int[] {0, 2}, new int[] {0, 1}))
        .hasMessage("label of row 1 is 2, not 0 or 1");
    assertThatThrownBy(() -> Examples.words(new int[] {0, 1}, new int[] {0}))
        .hasMessage("2 labels but 1 values of entity");
    assertThatThrownBy(() -> Examples.words(new int[0], new int[0]))
        .hasMessage("there are no examples");
  }
}
