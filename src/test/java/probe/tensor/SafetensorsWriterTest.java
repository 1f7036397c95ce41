package probe.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("written.safetensors");
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    try (SafetensorsWriter writer = new SafetensorsWriter(file)) {
      long at = writer.declare("w", 1, 2);
      writer.put(at, new float[] {1, -2}, 0, 2);
    }

    // by the format's definition: 8 bytes of header length, the header with spaces up to a
    // multiple of eight, then 1 and -2 in IEEE 754
    String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);
    ByteBuffer expected =
        ByteBuffer.allocate(8 + padded.length() + 8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(padded.length())
            .put(padded.getBytes(StandardCharsets.UTF_8))
            .putInt(0x3f800000)
            .putInt(0xc0000000);
    assertThat(Files.readAllBytes(file)).containsExactly(expected.array());
  }

  @Test
  void rowsMayComeInAnyOrder() throws IOException {
    Random random = new Random(17);
    int rows = 57;
    int columns = 13;
    float[] values = new float[2 * rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    List<Integer> order =
        IntStream.range(0, 2 * rows)
            .boxed()
            .collect(Collectors.toCollection(java.util.ArrayList::new));
    Collections.shuffle(order, random);

    try (SafetensorsWriter writer = new SafetensorsWriter(file)) {
      long[] at = {writer.declare("first", rows, columns), writer.declare("second", rows, columns)};
      for (int row : order) {
        long offset = at[row / rows] + 4L * columns * (row % rows);
        writer.put(offset, values, row * columns, columns);
      }
    }

    Safetensors read = Safetensors.open(file);
    float[] back = new float[rows * columns];
    read.matrix("first").copyRows(0, rows, back);
    assertThat(back).containsExactly(java.util.Arrays.copyOf(values, rows * columns));
    read.matrix("second").copyRows(0, rows, back);
    assertThat(back)
        .containsExactly(java.util.Arrays.copyOfRange(values, rows * columns, values.length));
  }

  @Test
  void aBlockLargerThanTheBufferIsWrittenWhole() throws IOException {
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }

    try (SafetensorsWriter writer = new SafetensorsWriter(file)) {
      writer.put(writer.declare("w", 100, 1000), values, 0, values.length);
    }

    float[] back = new float[values.length];
    Safetensors.open(file).matrix("w").copyRows(0, 100, back);
    assertThat(back).containsExactly(values);
  }

  @Test
  void theDataBeginsAtAMultipleOfEightForNamesOfAnyLength() throws IOException {
    for (int length = 1; length <= 16; length++) {
      String name = "n".repeat(length);
      try (SafetensorsWriter writer = new SafetensorsWriter(file)) {
        writer.put(writer.declare(name, 1, 1), new float[] {length}, 0, 1);
      }
      long header =
          ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
      assertThat(header % 8).as("header of %s", name).isZero();
      assertThat(Files.size(file)).isEqualTo(8 + header + 4);
      assertThat(Safetensors.open(file).matrix(name).row(0)).containsExactly(length);
    }
  }

  @Test
  void manyTensorsHaveAHeaderLargerThanItsBuffer() throws IOException {
    int count = 3000;
    try (SafetensorsWriter writer = new SafetensorsWriter(file)) {
      for (int i = 0; i < count; i++) {
        assertThat(writer.declare("context." + i, 1, 1)).isEqualTo(4L * i);
      }
      assertThat(writer.declaredBytes()).isEqualTo(4L * count);
      writer.put(4L * 2999, new float[] {7}, 0, 1);
    }

    Safetensors read = Safetensors.open(file);
    assertThat(read.names()).hasSize(count);
    assertThat(read.matrix("context.2999").row(0)).containsExactly(7);
  }

  @Test
  void whatWasDeclaredAndNotWrittenReadsAsZeros() throws IOException {
    try (SafetensorsWriter writer = new SafetensorsWriter(file)) {
      writer.declare("empty", 2, 2);
    }

    Safetensors read = Safetensors.open(file);
    assertThat(read.shape("empty")).containsExactly(2, 2);
    assertThat(read.matrix("empty").row(1)).containsExactly(0, 0);
  }

  @Test
  void quotesAndBackslashesInNamesSurvive() throws IOException {
    String name = "a \"quoted\" \\ name of ü";
    try (SafetensorsWriter writer = new SafetensorsWriter(file)) {
      writer.put(writer.declare(name, 1, 1), new float[] {3}, 0, 1);
    }

    assertThat(Safetensors.open(file).matrix(name).row(0)).containsExactly(3);
  }

  @Test
  void whatWasInTheFileIsLost() throws IOException {
    Files.write(file, new byte[10_000]);

    try (SafetensorsWriter writer = new SafetensorsWriter(file)) {
      writer.put(writer.declare("w", 1, 1), new float[] {3}, 0, 1);
    }

    assertThat(Files.size(file)).isLessThan(100);
    assertThat(Safetensors.open(file).names()).containsExactly("w");
  }

  @Test
  void aTensorDeclaredAfterTheFirstDataIsRefused() throws IOException {
    try (SafetensorsWriter writer = new SafetensorsWriter(file)) {
      writer.put(writer.declare("w", 1, 1), new float[] {3}, 0, 1);

      assertThatThrownBy(() -> writer.declare("late", 1, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("late");
    }
  }

  @Test
  void aFileInAMissingFolderIsRefused() {
    Path nowhere = folder.resolve("missing").resolve("w.safetensors");

    assertThatThrownBy(() -> new SafetensorsWriter(nowhere).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(nowhere.toString());
  }
}
