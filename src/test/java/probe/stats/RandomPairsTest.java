package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RandomPairsTest {
  @Test
  void ofTwoItemsThereAreTwoPairs() {
    int[][] pairs = RandomPairs.draw(new int[] {7, 9}, 100, 1);

    assertThat(pairs).hasDimensions(100, 2);
    assertThat(Arrays.stream(pairs).map(Arrays::toString)).containsOnly("[7, 9]", "[9, 7]");
    assertThat(Arrays.stream(pairs).map(Arrays::toString).distinct()).hasSize(2);
  }

  @Test
  void noPairIsTwiceTheSameItem() {
    int[] items = {5, 50, 500, 5000};
    for (int seed = 0; seed < 50; seed++) {
      for (int[] pair : RandomPairs.draw(items, 200, seed)) {
        assertThat(pair[0]).isNotEqualTo(pair[1]);
        assertThat(items).contains(pair);
      }
    }
  }

  @Test
  void everyOrderedPairIsEquallyLikely() {
    int n = 5;
    int draws = 20_000;
    int[] items = {0, 1, 2, 3, 4};
    int[][] counts = new int[n][n];
    for (int[] pair : RandomPairs.draw(items, draws, 42)) {
      counts[pair[0]][pair[1]]++;
    }

    double expected = (double) draws / (n * (n - 1));
    double chiSquare = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (i != j) {
          chiSquare += (counts[i][j] - expected) * (counts[i][j] - expected) / expected;
        }
      }
    }
    // 19 degrees of freedom; scipy 1.17.1: chi2.ppf([0.0005, 0.9995], 19)
    assertThat(chiSquare).isBetween(4.912, 45.973);
  }

  @Test
  void theSameSeedGivesTheSamePairsAndAnotherSeedOthers() {
    int[] items = {1, 2, 3, 4, 5, 6, 7, 8};

    int[][] once = RandomPairs.draw(items, 50, 13);

    assertThat(RandomPairs.draw(items, 50, 13)).isDeepEqualTo(once);
    assertThat(Arrays.deepEquals(RandomPairs.draw(items, 50, 14), once)).isFalse();
    assertThat(Arrays.copyOf(RandomPairs.draw(items, 80, 13), 50)).isDeepEqualTo(once);
  }

  @Test
  void noPairsMayBeAskedFor() {
    assertThat(RandomPairs.draw(new int[] {1, 2}, 0, 1)).isEmpty();
  }

  @Test
  void fewerThanTwoItemsAreRefused() {
    assertThatThrownBy(() -> RandomPairs.draw(new int[] {3}, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pairs need at least 2 items, got 1");
  }
}
