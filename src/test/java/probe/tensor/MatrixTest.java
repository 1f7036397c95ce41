package probe.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixTest {
  private static MemorySegment bytes(String hex) {
    return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
  }

  @Test
  void rowsOfAMatrixOnTheHeapAreItsValues() {
    Matrix matrix = Matrix.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

    assertThat(matrix.rows()).isEqualTo(2);
    assertThat(matrix.columns()).isEqualTo(3);
    assertThat(matrix.dtype()).isEqualTo(DType.F32);
    assertThat(matrix.isTransposed()).isFalse();
    assertThat(matrix.row(0)).containsExactly(1, 2, 3);
    assertThat(matrix.row(1)).containsExactly(4, 5, 6);
  }

  @Test
  void rowsOfTheTransposeAreTheColumns() {
    Matrix transpose = Matrix.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose();

    assertThat(transpose.rows()).isEqualTo(3);
    assertThat(transpose.columns()).isEqualTo(2);
    assertThat(transpose.isTransposed()).isTrue();
    assertThat(transpose.row(0)).containsExactly(1, 4);
    assertThat(transpose.row(2)).containsExactly(3, 6);
    assertThat(transpose.transpose().isTransposed()).isFalse();
    assertThat(transpose.transpose().row(1)).containsExactly(4, 5, 6);
  }

  // bytes and values from numpy 2.4.6 and ml_dtypes 0.6.0:
  // x = np.array([0.1, -2.5, 1/3, 1000.1, 6e-8, -0.0]); x.astype(t).tobytes().hex()
  @ParameterizedTest
  @CsvSource({
    "F16, 662e00c15535d06301000080, 0.0999755859375, 0.333251953125, 1000, 5.960464477539063e-08",
    "BF16, cd3d20c0ab3e7a4481330080, 0.10009765625, 0.333984375, 1000, 6.007030606269836e-08",
    "F32, cdcccc3d000020c0abaaaa3e66067a4459d9803300000080, 0.10000000149011612,"
        + " 0.3333333432674408, 1000.0999755859375, 5.99999978589949e-08",
    "F64, 9a9999999999b93f00000000000004c0555555555555d53fcdcccccccc408f402b69a4292b1b703e0000000000000080,"
        + " 0.10000000149011612, 0.3333333432674408, 1000.0999755859375, 5.99999978589949e-08"
  })
  void everyFloatTypeIsReadAsNumpyReadsIt(
      DType dtype, String hex, double tenth, double third, double thousand, double small) {
    Matrix matrix = Matrix.of(bytes(hex), dtype, 2, 3);

    float[] values = new float[6];
    matrix.copyRows(0, 2, values);

    assertThat(values)
        .containsExactly(
            (float) tenth, -2.5f, (float) third, (float) thousand, (float) small, -0.0f);
    assertThat(matrix.transpose().row(1)).containsExactly(-2.5f, (float) small);
  }

  @Test
  void infinityAndNanSurviveTheirSixteenBits() {
    // IEEE 754 half: 0x7c00 is infinity, 0x7e00 NaN; bfloat16: 0xff80 and 0x7fc0
    float[] half = Matrix.of(bytes("007c007e"), DType.F16, 1, 2).row(0);
    float[] brain = Matrix.of(bytes("80ffc07f"), DType.BF16, 1, 2).row(0);

    assertThat(half[0]).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(half[1]).isNaN();
    assertThat(brain[0]).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(brain[1]).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"F64", "F32", "F16", "BF16"})
  void dataMayBeginAtAnyByte(DType dtype) {
    int count = 12;
    byte[] aligned = new byte[count * dtype.bytes()];
    SplittableRandom random = new SplittableRandom(5);
    random.nextBytes(aligned);
    float[] expected = new float[count];
    Matrix.of(MemorySegment.ofArray(aligned), dtype, 3, 4).copyRows(0, 3, expected);

    for (int offset = 1; offset < 8; offset++) {
      byte[] shifted = new byte[aligned.length + offset];
      System.arraycopy(aligned, 0, shifted, offset, aligned.length);
      Matrix matrix =
          Matrix.of(MemorySegment.ofArray(shifted).asSlice(offset, aligned.length), dtype, 3, 4);
      float[] values = new float[count];
      matrix.copyRows(0, 3, values);
      assertThat(values).as("offset %d", offset).containsExactly(expected);
      assertThat(matrix.transpose().row(3))
          .as("transposed, offset %d", offset)
          .containsExactly(expected[3], expected[7], expected[11]);
    }
  }

  @Test
  void everyBlockOfRowsOfATransposeHoldsTheElementsOfTheOriginal() {
    SplittableRandom random = new SplittableRandom(11);
    for (int trial = 0; trial < 50; trial++) {
      int rows = random.nextInt(1, 20);
      int columns = random.nextInt(1, 20);
      float[] values = new float[rows * columns];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-1, 1);
      }
      Matrix transpose = Matrix.of(values, rows, columns).transpose();
      int from = random.nextInt(columns);
      int count = random.nextInt(1, columns - from + 1);
      float[] block = new float[count * rows];
      transpose.copyRows(from, count, block);
      for (int r = 0; r < count; r++) {
        for (int c = 0; c < rows; c++) {
          assertThat(block[r * rows + c]).isEqualTo(values[c * columns + from + r]);
        }
      }
    }
  }

  @Test
  void copiedRowsLeaveTheRestOfTheTargetAlone() {
    float[] out = {9, 9, 9, 9, 9};

    Matrix.of(new float[] {1, 2, 3, 4}, 2, 2).copyRows(1, 1, out);

    assertThat(out).containsExactly(3, 4, 9, 9, 9);
  }

  @ParameterizedTest
  @CsvSource({"F64, 48", "F32, 24", "F16, 12", "BF16, 12"})
  void dataThatIsTooShortIsRefusedWithBothSizes(DType dtype, int needed) {
    MemorySegment data = MemorySegment.ofArray(new byte[needed - 1]);

    assertThatThrownBy(() -> Matrix.of(data, dtype, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("matrix [2, 3] of %s needs %d bytes, got %d", dtype, needed, needed - 1);
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "-1, 1", "1, 2", "0, 3"})
  void rowsThatDoNotExistAreRefused(int from, int count) {
    Matrix matrix = Matrix.of(new float[] {1, 2, 3, 4}, 2, 2);

    assertThatThrownBy(() -> matrix.copyRows(from, count, new float[8]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> matrix.transpose().copyRows(from, count, new float[8]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
