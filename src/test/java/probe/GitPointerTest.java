package probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.model.Tokenizer;
import probe.onnx.OnnxFile;
import probe.tensor.Safetensors;

class GitPointerTest {
  private static final String POINTER =
      """
      version https://git-lfs.github.com/spec/v1
      oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
      size 17209961
      """;

  @TempDir private Path folder;

  @Test
  void onlyWhatBeginsAsAPointerIsOne() throws IOException {
    assertThat(GitPointer.is(Files.writeString(folder.resolve("a"), POINTER))).isTrue();
    assertThat(GitPointer.is(Files.writeString(folder.resolve("b"), " " + POINTER))).isFalse();
    assertThat(GitPointer.is(Files.writeString(folder.resolve("c"), "version"))).isFalse();
    assertThat(GitPointer.is(Files.createFile(folder.resolve("d")))).isFalse();
    assertThat(GitPointer.is(folder)).isFalse();
    assertThat(GitPointer.is(folder.resolve("nothing"))).isFalse();
  }

  @Test
  void whateverFileItStandsForItIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), POINTER);
    assertThatThrownBy(() -> Tokenizer.open(file).close())
        .isInstanceOf(ProbeException.class)
        .hasMessage(
            file + " is a pointer of Git LFS, not the tokenizer; fetch it with: git lfs pull");
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(ProbeException.class)
        .hasMessage(
            file + " is a pointer of Git LFS, not the weights; fetch it with: git lfs pull");
    assertThatThrownBy(() -> OnnxFile.open(file))
        .isInstanceOf(ProbeException.class)
        .hasMessage(file + " is a pointer of Git LFS, not the model; fetch it with: git lfs pull");
  }
}
