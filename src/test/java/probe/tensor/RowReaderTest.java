package probe.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowReaderTest {
  @Test
  void aSmallMatrixIsOneBlock() {
    List<String> seen = new ArrayList<>();

    RowReader.forEachBlock(
        Matrix.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2),
        (from, count, block) -> seen.add(from + " " + count + " " + Arrays.toString(block)));

    assertThat(seen).containsExactly("0 3 [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]");
  }

  // 2^20 floats a block: the first needs three blocks with a short one at the end, in the second
  // one row is longer than a block
  @ParameterizedTest
  @CsvSource({"2500, 1000", "2, 1100000", "1048577, 1"})
  void blocksGiveEveryRowOnceAndInOrder(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(rows);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(1 << 20);
    }
    float[] seen = new float[values.length];
    int[] next = {0};
    int[] blocks = {0};

    RowReader.forEachBlock(
        Matrix.of(values, rows, columns),
        (from, count, block) -> {
          assertThat(from).isEqualTo(next[0]);
          System.arraycopy(block, 0, seen, from * columns, count * columns);
          next[0] += count;
          blocks[0]++;
        });

    assertThat(next[0]).isEqualTo(rows);
    assertThat(blocks[0]).isGreaterThan(1);
    assertThat(Arrays.equals(seen, values)).isTrue();
  }

  @Test
  void aMatrixWithoutRowsHasNoBlocks() {
    RowReader.forEachBlock(
        Matrix.of(new float[0], 0, 4),
        (from, count, block) -> {
          throw new AssertionError("a block of " + count + " rows");
        });
  }

  @Test
  void anErrorOfTheConsumerReachesTheCaller() {
    IOException full = new IOException("disk full");

    assertThatThrownBy(
            () ->
                RowReader.forEachBlock(
                    Matrix.of(new float[] {1}, 1, 1),
                    (from, count, block) -> {
                      throw full;
                    }))
        .isSameAs(full);
  }
}
