package probe.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;

class SafetensorsTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("some.safetensors");
  }

  /** A file by the format's definition: length of the header as a u64, the header, the data. */
  private static byte[] safetensors(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  private static byte[] floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOfSatisfying(
            ProbeException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ProbeException.Kind.INPUT);
              assertThat(e).hasMessageContaining(file.toString()).hasMessageContainingAll(parts);
            });
  }

  @Test
  void tensorsOfAFileWrittenByHandAreFound() throws IOException {
    String header =
        "{\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[16,28]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}";
    Files.write(file, safetensors(header, floats(1, 2, 3, 4, 5, 6, 7)));

    Safetensors tensors = Safetensors.open(file);

    assertThat(tensors.names()).containsExactlyInAnyOrder("a", "b");
    assertThat(tensors.has("a")).isTrue();
    assertThat(tensors.has("c")).isFalse();
    assertThat(tensors.shape("a")).containsExactly(2, 2);
    assertThat(tensors.shape("b")).containsExactly(3);
    assertThat(tensors.matrix("a").row(0)).containsExactly(1, 2);
    assertThat(tensors.matrix("a").row(1)).containsExactly(3, 4);
    assertThat(tensors.matrix("b").rows()).isEqualTo(1);
    assertThat(tensors.matrix("b").row(0)).containsExactly(5, 6, 7);
  }

  @Test
  void aFileOfTheReferenceLibraryIsRead() throws IOException {
    // safetensors 0.8.0 (Python): save({"w": np.arange(6, dtype=np.float32).reshape(2, 3) - 2.5,
    //   "h": np.array([1.5, -65504], dtype=np.float16)}, metadata={"format": "np"}).hex()
    String hex =
        "90000000000000007b225f5f6d657461646174615f5f223a7b22666f726d6174223a226e70227d2c2277223a7b22"
            + "6474797065223a22463332222c227368617065223a5b322c335d2c22646174615f6f666673657473223a5b"
            + "302c32345d7d2c2268223a7b226474797065223a22463136222c227368617065223a5b325d2c2264617461"
            + "5f6f666673657473223a5b32342c32385d7d7d20000020c00000c0bf000000bf0000003f0000c03f000020"
            + "40003efffb";
    Files.write(file, HexFormat.of().parseHex(hex));

    Safetensors tensors = Safetensors.open(file);

    assertThat(tensors.names()).containsExactlyInAnyOrder("w", "h");
    assertThat(tensors.matrix("w").row(0)).containsExactly(-2.5f, -1.5f, -0.5f);
    assertThat(tensors.matrix("w").row(1)).containsExactly(0.5f, 1.5f, 2.5f);
    assertThat(tensors.matrix("h").dtype()).isEqualTo(DType.F16);
    assertThat(tensors.matrix("h").row(0)).containsExactly(1.5f, -65504);
  }

  @Test
  void scalarsAndTensorsOfThreeAxesBecomeMatrices() throws IOException {
    String header =
        "{\"s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
            + "\"t\":{\"dtype\":\"F32\",\"shape\":[2,2,1],\"data_offsets\":[4,20]}}";
    Files.write(file, safetensors(header, floats(9, 1, 2, 3, 4)));

    Safetensors tensors = Safetensors.open(file);

    assertThat(tensors.matrix("s").row(0)).containsExactly(9);
    assertThat(tensors.matrix("t").rows()).isEqualTo(4);
    assertThat(tensors.matrix("t").row(2)).containsExactly(3);
  }

  @Test
  void theShapeThatIsHandedOutIsACopy() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    Files.write(file, safetensors(header, floats(1, 2)));
    Safetensors tensors = Safetensors.open(file);

    tensors.shape("a")[0] = 99;

    assertThat(tensors.shape("a")).containsExactly(2);
  }

  @Test
  void aTensorThatTheFileLacksIsNamed() throws IOException {
    Files.write(file, safetensors("{}", new byte[0]));
    Safetensors tensors = Safetensors.open(file);

    assertThatThrownBy(() -> tensors.matrix("lm_head.weight"))
        .isInstanceOf(ProbeException.class)
        .hasMessage(file + " has no tensor lm_head.weight");
    assertThatThrownBy(() -> tensors.shape("lm_head.weight")).isInstanceOf(ProbeException.class);
  }

  @Test
  void aFileThatEndsInsideATensorIsRefusedWithTheTensorAndBothSizes() throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}";
    byte[] whole = safetensors(header, floats(1, 2, 3, 4));
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));

    assertRefused("tensor b ends at byte 16 of 15", "truncated");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 30})
  void aFileThatEndsInsideTheHeaderIsRefused(int length) throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    Files.write(file, Arrays.copyOf(safetensors(header, floats(1, 2)), length));

    assertRefused("truncated or no safetensors file");
  }

  @Test
  void aTextFileIsRefused() throws IOException {
    Files.writeString(file, "some text that is no safetensors file at all");

    assertRefused("no safetensors file");
  }

  @Test
  void aHeaderThatIsNoJsonIsRefused() throws IOException {
    Files.write(file, safetensors("{\"a\":", new byte[4]));

    assertRefused("no JSON");
  }

  @Test
  void anElementTypeThatIsNotKnownIsNamed() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}}";
    Files.write(file, safetensors(header, new byte[4]));

    Safetensors opened = Safetensors.open(file);
    assertThatThrownBy(() -> opened.matrix("a"))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("tensor a")
        .hasMessageContaining("F8_E4M3");
  }

  @Test
  void offsetsThatRunBackwardsAreRefused() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}}";
    Files.write(file, safetensors(header, new byte[16]));

    assertRefused("tensor a");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(ProbeException.class)
        .hasMessage("no file " + file);
  }

  @Test
  void headersThatClaimWhatCannotBe() throws IOException {
    for (String shape :
        new String[] {"[9223372036854775808]", "[-1]", "[1.5]", "[\"2\"]", "[4294967296]"}) {
      String header =
          "{\"a\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[0,8]}}".formatted(shape);
      Files.write(file, safetensors(header, floats(1, 2)));
      assertThatThrownBy(() -> Safetensors.open(file))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining(
              "tensor a has an axis of " + shape.substring(1, shape.length() - 1));
    }
    String twice = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    Files.write(file, safetensors("{" + twice + "," + twice + "}", floats(1, 2)));
    assertThatThrownBy(() -> Safetensors.open(file)).hasMessageContaining("a is there twice");
    String large =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2000000000,2000000000,2000000000],\"data_offsets\":[0,8]}}";
    Files.write(file, safetensors(large, floats(1, 2)));
    assertThatThrownBy(() -> Safetensors.open(file).data("a")).hasMessageContaining("needs");
  }
}
