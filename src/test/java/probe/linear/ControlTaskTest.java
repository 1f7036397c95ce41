package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ControlTaskTest {
  private static int ones(int[] labels, int[] rows) {
    return Arrays.stream(rows).map(i -> labels[i]).sum();
  }

  @Test
  void bothPartsKeepTheirBalance() {
    Examples examples = GroupedSplitTest.crossed(30, 4);
    Division.Split split =
        (Division.Split) GroupedSplit.split(examples, HoldOut.ENTITY_AND_TEMPLATE, 1);

    int[] control = ControlTask.labels(examples, split, 9);

    assertThat(ones(control, split.train())).isEqualTo(ones(examples.labels(), split.train()));
    assertThat(ones(control, split.test())).isEqualTo(ones(examples.labels(), split.test()));
    assertThat(Arrays.stream(control).filter(y -> y == ControlTask.UNUSED).count())
        .isEqualTo(split.dropped());
    for (int i : split.train()) {
      for (int j : split.train()) {
        assertThat(control[i] == control[j] || examples.entity()[i] != examples.entity()[j])
            .isTrue();
      }
    }
  }

  @Test
  void randomLabelsAgreeWithTheRealOnesHalfTheTime() {
    Examples examples =
        Simulated.of(Simulated.Design.PAIRS, 40, 1, new SplittableRandom(1)).examples();
    double agree = 0;
    for (long seed = 0; seed < 200; seed++) {
      int[] control = ControlTask.labels(examples, seed);
      for (int i = 0; i < control.length; i++) {
        agree += control[i] == examples.labels()[i] ? 1 : 0;
      }
    }

    // 8000 pairs
    assertThat(agree / 200 / examples.n()).isCloseTo(0.5, within(0.025));
  }

  @Test
  void sameSeedSameTask() {
    Examples examples = GroupedSplitTest.crossed(30, 4);

    assertThat(ControlTask.labels(examples, 3))
        .isEqualTo(ControlTask.labels(examples, 3))
        .isNotEqualTo(ControlTask.labels(examples, 4));
  }
}
