package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FoldsTest {
  @ParameterizedTest
  @EnumSource
  void everyFoldLeavesBothClasses(Simulated.Design design) {
    for (int run = 0; run < 50; run++) {
      // with 8 entities the rarer label may be in two
      Examples examples = Simulated.of(design, 8, 1, new SplittableRandom(run)).examples();
      int[] rows = IntStream.range(0, examples.n()).toArray();
      int[] units = examples.units();

      int[] folds = Folds.of(examples.labels(), units, rows, run);

      assertThat(IntStream.of(folds).distinct().count()).isEqualTo(5);
      for (int f = 0; f < 5; f++) {
        int held = f;
        assertThat(
                IntStream.of(rows)
                    .filter(i -> folds[i] != held)
                    .map(i -> examples.labels()[i])
                    .distinct()
                    .count())
            .isEqualTo(2);
      }
      for (int i : rows) {
        assertThat(IntStream.of(rows).filter(j -> units[j] == units[i]).map(j -> folds[j]))
            .containsOnly(folds[i]);
      }
    }
  }

  @Test
  void oneUnitOfAClassIsTooFew() {
    int[] labels = {0, 0, 1, 1};
    int[] rows = {0, 1, 2, 3};

    assertThat(Folds.possible(labels, new int[] {0, 1, 2, 2}, rows)).isFalse();
    assertThat(Folds.possible(labels, new int[] {0, 1, 2, 3}, rows)).isTrue();
    assertThat(Folds.possible(labels, new int[] {0, 1, 0, 1}, rows)).isTrue();
  }
}
