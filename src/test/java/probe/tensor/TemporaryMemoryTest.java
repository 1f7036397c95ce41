package probe.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import probe.ProbeException;

class TemporaryMemoryTest {
  @Test
  void newMemoryIsZeros() {
    MemorySegment memory = TemporaryMemory.ofFloats(1000);

    assertThat(memory.byteSize()).isEqualTo(4000);
    assertThat(memory.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)).containsOnly(0);
  }

  @Test
  void valuesLieWhereTheyWerePut() {
    MemorySegment memory = TemporaryMemory.ofFloats(6);

    TemporaryMemory.put(memory, 4, new float[] {5, 6, 7}, 2);
    TemporaryMemory.put(memory, 1, new float[] {2}, 1);

    float[] row = Matrix.of(memory, DType.F32, 1, 6).row(0);
    assertThat(row).containsExactly(0, 2, 0, 0, 5, 6);
  }

  @Test
  void aMatrixInRowsIsReturnedAsItIs() {
    Matrix matrix = Matrix.of(new float[] {1, 2, 3, 4}, 2, 2);

    assertThat(TemporaryMemory.rowMajor(matrix)).isSameAs(matrix);
  }

  @Test
  void aTransposedMatrixIsWrittenOutWithEqualRows() {
    SplittableRandom random = new SplittableRandom(9);
    int rows = 1500; // times 900 columns: more than one block of 2^20 floats
    int columns = 900;
    float[] stored = new float[rows * columns];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = (float) random.nextDouble();
    }
    Matrix transposed = Matrix.of(stored, columns, rows).transpose();

    Matrix rowMajor = TemporaryMemory.rowMajor(transposed);

    assertThat(rowMajor.isTransposed()).isFalse();
    assertThat(rowMajor.rows()).isEqualTo(rows);
    assertThat(rowMajor.columns()).isEqualTo(columns);
    for (int row : new int[] {0, 1, 699, 1164, 1165, 1499}) {
      float[] expected = new float[columns];
      for (int c = 0; c < columns; c++) {
        expected[c] = stored[c * rows + row];
      }
      assertThat(rowMajor.row(row)).as("row %d", row).containsExactly(expected);
    }
  }

  @Test
  void halvesBecomeFloatsWhenTheyAreWrittenOut() {
    // float16: 1, 2, 3, 4 stored as [2, 2]
    byte[] halves = java.util.HexFormat.of().parseHex("003c004000420044");
    Matrix transposed = Matrix.of(MemorySegment.ofArray(halves), DType.F16, 2, 2).transpose();

    Matrix rowMajor = TemporaryMemory.rowMajor(transposed);

    assertThat(rowMajor.dtype()).isEqualTo(DType.F32);
    assertThat(rowMajor.row(0)).containsExactly(1, 3);
    assertThat(rowMajor.row(1)).containsExactly(2, 4);
  }

  @Test
  void moreThanTheDiskCanHoldIsAnOutputErrorThatNamesTheFolder() {
    // 2^61 - 1 bytes: more than any file system gives to one file
    assertThatThrownBy(() -> TemporaryMemory.ofFloats((1L << 59) - 1))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.OUTPUT))
        .hasMessageContaining("has no room for")
        .hasMessageContaining(System.getProperty("java.io.tmpdir"));
  }
}
