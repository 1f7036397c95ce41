package probe.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;

class SafetensorsOddTest {
  @TempDir private Path folder;

  private Path write(String header, int data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("odd.safetensors");
    Files.write(
        file,
        ByteBuffer.allocate(8 + json.length + data)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .array());
    return file;
  }

  @Test
  void aHeaderThatIsNoJsonIsRefusedInOneLine() throws IOException {
    Path file = write("{\"a\":", 4);

    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void bytesThatAreTooFewForTheShapeAreAnInputError() throws IOException {
    Path file = write("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,8]}}", 8);

    assertThatThrownBy(() -> Safetensors.open(file).matrix("a"))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("tensor a");
  }

  @Test
  void aTensorOfAnotherTypeDoesNotHideTheRest() throws IOException {
    Path file =
        write(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"n\":{\"dtype\":\"U32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
            8);

    assertThat(Safetensors.open(file).matrix("a").row(0)).containsExactly(0);
  }
}
