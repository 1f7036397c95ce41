package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchOrderTest {
  @Test
  void theFilesOrderWithASmallerLastBatch() {
    BatchOrder order = new BatchOrder(5, 2, 1, false);
    assertThat(order.rows(0)).containsExactly(0, 1);
    assertThat(order.rows(2)).containsExactly(4);
    assertThat(order.rows(3)).containsExactly(0, 1);
  }

  @Test
  void everyEpochTakesEveryRowOnceInAnOrderOfItsOwn() {
    BatchOrder order = new BatchOrder(101, 10, 7, true);
    List<List<Integer>> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> rows = new ArrayList<>();
      for (int step = 0; step < 11; step++) {
        for (int row : order.rows(epoch * 11 + step)) {
          rows.add(row);
        }
      }
      assertThat(rows)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 101).boxed().toList());
      epochs.add(rows);
    }
    assertThat(epochs).doesNotHaveDuplicates();
  }

  @Test
  void anOrderDoesNotDependOnWhereTheRunBegan() {
    BatchOrder whole = new BatchOrder(20, 3, 7, true);
    for (int step = 0; step < 40; step++) {
      assertThat(new BatchOrder(20, 3, 7, true).rows(step)).containsExactly(whole.rows(step));
    }
    assertThat(new BatchOrder(20, 20, 8, true).rows(0))
        .isNotEqualTo(new BatchOrder(20, 20, 7, true).rows(0));
  }
}
