package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LabelShuffleTest {
  private static LabelShuffle all(Examples examples) {
    return LabelShuffle.of(examples, examples.units(), IntStream.range(0, examples.n()).toArray());
  }

  private static Map<String, Integer> counts(LabelShuffle shuffle, int draws) {
    SplittableRandom random = new SplittableRandom(1);
    Map<String, Integer> counts = new HashMap<>();
    for (int k = 0; k < draws; k++) {
      counts.merge(Arrays.toString(shuffle.draw(random)), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void unitsOfOneLabelExchangeThem() {
    LabelShuffle shuffle =
        all(Examples.words(new int[] {0, 0, 0, 0, 1, 1, 1, 1}, new int[] {0, 0, 1, 1, 2, 2, 3, 3}));

    Map<String, Integer> counts = counts(shuffle, 6000);

    // 4 choose 2, each 1000 times with 5 standard deviations of 29
    assertThat(counts).hasSize(6);
    assertThat(counts.values()).allMatch(count -> count > 855 && count < 1145);
    assertThat(shuffle.log2Arrangements()).isCloseTo(Math.log(6) / Math.log(2), within(1e-9));
  }

  @Test
  void pairsFlip() {
    int[] labels = {0, 0, 1, 0, 1};
    int[] entity = {0, 0, 0, 1, 1};
    int[] word = {0, 0, 1, 2, 3};
    LabelShuffle shuffle = all(new Examples(labels, entity, word, new int[5], new int[5][0]));

    Map<String, Integer> counts = counts(shuffle, 4000);

    assertThat(counts)
        .containsOnlyKeys(
            "[0, 0, 1, 0, 1]", "[1, 1, 0, 0, 1]", "[0, 0, 1, 1, 0]", "[1, 1, 0, 1, 0]");
    assertThat(counts.values()).allMatch(count -> count > 860 && count < 1140);
    assertThat(shuffle.log2Arrangements()).isCloseTo(2, within(1e-9));
  }

  @Test
  void rowsOfABalancedUnitFlipTogether() {
    // each word has both labels, and so has the template
    LabelShuffle shuffle =
        all(Examples.of(new int[] {0, 0, 1, 1}, new int[4], new int[4], new int[4][0]));

    assertThat(counts(shuffle, 100)).containsOnlyKeys("[0, 0, 1, 1]", "[1, 1, 0, 0]");
  }

  @Test
  void rowsOfAnUnbalancedUnitExchangeLabels() {
    LabelShuffle shuffle =
        all(Examples.of(new int[] {0, 0, 1}, new int[3], new int[3], new int[3][0]));

    assertThat(counts(shuffle, 100)).hasSize(3);
  }

  @Test
  void equalSizesExchangeAmongThemselves() {
    // four units of 2 rows and four of 1 row, two of each label
    int[] entity = {0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7};
    int[] labels = {0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1};
    LabelShuffle shuffle = all(Examples.words(labels, entity));
    SplittableRandom random = new SplittableRandom(2);

    for (int k = 0; k < 100; k++) {
      int[] drawn = shuffle.draw(random);
      assertThat(Arrays.stream(drawn, 0, 8).sum()).isEqualTo(4);
      assertThat(Arrays.stream(drawn, 8, 12).sum()).isEqualTo(2);
    }
    assertThat(shuffle.log2Arrangements()).isCloseTo(2 * Math.log(6) / Math.log(2), within(1e-9));
  }

  @ParameterizedTest
  @EnumSource
  void wordsKeepOneLabelAndUnitsTheirNumber(Simulated.Design design) {
    Examples examples = Simulated.of(design, 24, 1, new SplittableRandom(5)).examples();
    int[] labels = all(examples).draw(new SplittableRandom(6));
    Examples shuffled =
        new Examples(
            labels, examples.entity(), examples.word(), examples.template(), examples.tokens());

    assertThat(shuffled.carrier()).isEqualTo(Examples.Carrier.WORD);
    assertThat(labels).isNotEqualTo(examples.labels());
  }
}
