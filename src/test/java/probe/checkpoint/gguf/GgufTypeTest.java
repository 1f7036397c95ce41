package probe.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.tensor.Matrix;

/** Blocks of random bytes give the floats of the Python package gguf 0.19, to the bit. */
class GgufTypeTest {
  private static final int BLOCKS = 24;

  @ParameterizedTest
  @EnumSource(
      names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"})
  void blocksEqualThePythonPackage(GgufType type) throws IOException {
    Fixture fixture = Fixture.of(type);
    float[] values = new float[fixture.values().length];
    fixture.blocks().read(0, values.length, values, 0);
    // as bits: -0 is another number than 0 here, and NaN the same as NaN
    assertThat(values).isEqualTo(fixture.values());
  }

  @ParameterizedTest
  @EnumSource(names = {"Q4_1", "Q6_K"})
  void anyPartOfABlockIsRead(GgufType type) throws IOException {
    Fixture fixture = Fixture.of(type);
    int all = fixture.values().length;
    for (int from = 0; from < all; from += 97) {
      for (int count : new int[] {1, type.elements() - 1, type.elements() + 3}) {
        int n = Math.min(count, all - from);
        float[] out = new float[n + 2];
        fixture.blocks().read(from, n, out, 1);
        assertThat(Arrays.copyOfRange(out, 1, n + 1))
            .isEqualTo(Arrays.copyOfRange(fixture.values(), from, from + n));
        assertThat(out[0]).isZero();
        assertThat(out[n + 1]).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 256})
  void aTransposeHasTheSameNumbers(int step) throws IOException {
    Fixture fixture = Fixture.of(GgufType.Q5_K);
    int columns = 512;
    int rows = fixture.values().length / columns;
    Matrix turned = Matrix.of(fixture.blocks(), rows, columns).transpose();
    for (int from = 0; from < columns; from += step) {
      int count = Math.min(step, columns - from);
      float[] out = new float[count * rows];
      turned.copyRows(from, count, out);
      for (int i = 0; i < out.length; i++) {
        float expected = fixture.values()[i % rows * columns + from + i / rows];
        assertThat(Float.floatToIntBits(out[i])).isEqualTo(Float.floatToIntBits(expected));
      }
    }
  }

  private record Fixture(Blocks blocks, float[] values) {
    static Fixture of(GgufType type) throws IOException {
      try (InputStream in =
          GgufTypeTest.class.getResourceAsStream("/probe/gguf/" + type + ".bin")) {
        byte[] all = Objects.requireNonNull(in, type.name()).readAllBytes();
        int bytes = BLOCKS * type.bytes();
        float[] values = new float[BLOCKS * type.elements()];
        ByteBuffer.wrap(all)
            .order(ByteOrder.LITTLE_ENDIAN)
            .position(bytes)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(values);
        MemorySegment data = MemorySegment.ofArray(Arrays.copyOf(all, bytes));
        return new Fixture(
            new Blocks(data, type.elements(), type.bytes(), Objects.requireNonNull(type.decoder())),
            values);
      }
    }
  }
}
