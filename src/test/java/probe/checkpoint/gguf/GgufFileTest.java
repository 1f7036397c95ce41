package probe.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.tensor.Elements;

/** The container: what is in it, and one line for whatever is wrong with it. */
class GgufFileTest {
  private static final int U32 = 4;
  private static final int TEXT = 8;
  private static final int LIST = 9;

  @TempDir private Path folder;

  /** The bytes of a GGUF file, by the format's definition. */
  private static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static Bytes header(int version, long tensors, long keys) {
      Bytes bytes = new Bytes();
      bytes.out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
      return bytes.u32(version).u64(tensors).u64(keys);
    }

    Bytes u32(int value) {
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
      return this;
    }

    Bytes u64(long value) {
      out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
      return this;
    }

    Bytes text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      u64(utf8.length);
      out.writeBytes(utf8);
      return this;
    }

    Bytes key(String name, String value) {
      return text(name).u32(TEXT).text(value);
    }

    Bytes key(String name, int value) {
      return text(name).u32(U32).u32(value);
    }

    Bytes tensor(String name, int type, long from, long... axes) {
      text(name).u32(axes.length);
      Arrays.stream(axes).forEach(this::u64);
      return u32(type).u64(from);
    }

    Bytes data(int alignment, int bytes) {
      out.writeBytes(new byte[(alignment - out.size() % alignment) % alignment + bytes]);
      return this;
    }

    byte[] done() {
      return out.toByteArray();
    }
  }

  private Path write(Bytes bytes) throws IOException {
    return Files.write(folder.resolve("m.gguf"), bytes.done());
  }

  private void refused(Bytes bytes, String... parts) throws IOException {
    Path file = write(bytes);
    assertThatThrownBy(() -> GgufFile.open(file))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.MODEL))
        .hasMessageStartingWith(file.toString())
        .message()
        .doesNotContain("\n")
        .contains(parts);
  }

  @Test
  void axesAreTurnedAndNumbersRead() throws IOException {
    Bytes bytes =
        Bytes.header(3, 1, 2)
            .key("general.architecture", "llama")
            .key("general.alignment", 64)
            .tensor("w", 0, 64, 3, 2)
            .data(64, 64);
    for (int i = 1; i <= 6; i++) {
      bytes.u32(Float.floatToIntBits(i));
    }
    GgufFile file = GgufFile.open(write(bytes));
    GgufFile.Tensor tensor = file.tensors().get("w");
    assertThat(tensor.shape()).containsExactly(2, 3);
    Elements numbers = file.elements(tensor);
    float[] out = new float[6];
    numbers.read(0, 6, out, 0);
    assertThat(out).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(file.metadata().text("general.architecture")).isEqualTo("llama");
  }

  @Test
  void headersThatClaimMoreThanThereIs() throws IOException {
    refused(Bytes.header(3, 0, Long.MIN_VALUE), "counts 9223372036854775808 keys");
    refused(Bytes.header(3, 0, 1_000_000), "counts 1000000 keys");
    refused(Bytes.header(3, 1L << 40, 0), "the number of tensors", "more than the rest");
    refused(Bytes.header(3, 0, 1).u64(Long.MIN_VALUE).u64(0), "key 0", "truncated");
    refused(
        Bytes.header(3, 0, 1).text("a").u32(TEXT).u64(Long.MAX_VALUE).u64(0), "a at byte", "takes");
    refused(
        Bytes.header(3, 0, 1).text("a").u32(LIST).u32(U32).u64(1L << 61).u64(0),
        "the length of a",
        "more than the rest of the file can hold");
    refused(Bytes.header(3, 0, 1).text("a").u32(LIST).u32(LIST).u64(0), "list of lists");
    refused(Bytes.header(3, 0, 1).text("a").u32(77).u64(0), "of type 77");
  }

  @Test
  void tensorsThatCannotBe() throws IOException {
    refused(Bytes.header(3, 1, 0).tensor("w", 0, 1 << 20, 4).data(32, 64), "w", "truncated");
    refused(Bytes.header(3, 1, 0).tensor("w", 0, -32, 4).data(32, 64), "w", "truncated");
    refused(Bytes.header(3, 1, 0).tensor("w", 0, 4, 4).data(32, 64), "alignment 32");
    refused(Bytes.header(3, 1, 0).tensor("w", 0, 0, 1L << 31).data(32, 64), "an axis of");
    refused(Bytes.header(3, 1, 0).tensor("w", 0, 0, 1 << 30, 1 << 30).data(32, 64), "an axis of");
    refused(Bytes.header(3, 1, 0).tensor("w", 0, 0, 0).data(32, 64), "an axis of 0");
    refused(Bytes.header(3, 1, 0).tensor("w", 2, 0, 33).data(32, 64), "no multiple of the 32");
    refused(Bytes.header(3, 1, 0).tensor("w", 16, 0, 256).data(32, 640), "type IQ2_XXS");
    refused(Bytes.header(3, 1, 0).tensor("w", 39, 0, 256).data(32, 640), "type MXFP4");
    refused(
        Bytes.header(3, 2, 0).tensor("w", 0, 0, 4).tensor("w", 0, 32, 4).data(32, 64),
        "tensor w is there twice");
  }

  @Test
  void filesOfOtherKinds() throws IOException {
    refused(Bytes.header(1, 0, 0), "version 1; versions 2 and 3 are read");
    refused(Bytes.header(3 << 24, 0, 0), "big-endian");
    refused(
        Bytes.header(3, 0, 1).key("split.count", 2),
        "one of 2 files that hold a model together",
        "llama-gguf-split --merge");
    refused(Bytes.header(3, 0, 1).key("general.alignment", 12), "must be a power of 2");
    refused(Bytes.header(3, 0, 2).key("a", 1).key("a", 2), "the key a is there twice");
    Path other = Files.writeString(folder.resolve("m.gguf"), "GGML and so on");
    assertThat(GgufFile.is(other)).isFalse();
    assertThatThrownBy(() -> GgufFile.open(other)).hasMessageContaining("is no GGUF file");
  }

  @Test
  void whatTheArchitectureDoesNotKnowIsRefusedByName() throws IOException {
    for (String[] expected :
        new String[][] {
          {"mamba", "general.architecture 'mamba' is not known; known: gemma2"},
          {"llama", "llama.expert_count is 8, which may change what the model computes"}
        }) {
      Path file =
          write(
              Bytes.header(3, 1, 6)
                  .key("general.architecture", expected[0])
                  .key("llama.block_count", 1)
                  .key("llama.embedding_length", 4)
                  .key("llama.feed_forward_length", 4)
                  .key("llama.attention.head_count", 1)
                  .key("llama.expert_count", 8)
                  .tensor("token_embd.weight", 0, 0, 4, 7)
                  .data(32, 112));
      assertThatThrownBy(() -> GgufModel.open(file))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining(expected[1]);
    }
  }
}
