package probe.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;
import probe.model.CutSession;
import probe.model.Device;
import probe.model.LanguageModel;
import probe.model.Positions;
import probe.model.TokenBatch;
import probe.onnx.Cut;
import probe.tensor.Compare;
import probe.tensor.DType;
import probe.tensor.Matrix;

/** What the writers write opens, and holds what it was given. */
class WritersTest {
  private static final LlamaWriter.Sizes LLAMA = new LlamaWriter.Sizes(3, 24, 4, 2, 10, 40, 50);
  private static final Gpt2Writer.Sizes GPT2 = new Gpt2Writer.Sizes(2, 24, 4, 50, 16);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLlamaIsADecoder(boolean tied) throws IOException {
    Path file = folder.resolve("m.onnx");
    LlamaWriter.write(file, LlamaWriter.Config.of(LLAMA, tied), RandomWeights.llama(1));
    try (LanguageModel model = open(file)) {
      assertThat(model.decoder().blocks()).isEqualTo(3);
      assertThat(model.decoder().width()).isEqualTo(24);
      assertThat(model.decoder().vocabulary()).isEqualTo(50);
      assertThat(model.tied()).isEqualTo(tied);
      int head = tied ? 0 : 50 * 24;
      int block = 24 * (40 + 20 + 20 + 40) + 3 * 24 * 40 + 2 * 24;
      assertThat(model.decoder().storage().parameters()).isEqualTo(50 * 24 + head + 3 * block + 24);
    }
  }

  @Test
  void aGitPointerInPlaceOfExternalDataIsNamedAsSuch() throws IOException {
    Path file = folder.resolve("m.onnx");
    Gpt2Writer.graph(Gpt2Writer.Config.of(GPT2), DType.F32)
        .write(file, RandomWeights.gpt2(1, 2), bytes -> {}, 1000);
    Path data = folder.resolve("m.onnx.data");
    Files.writeString(data, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ProbeException.class)
        .hasMessage(
            "external data %s of %s is a pointer of Git LFS, not the weights; fetch it with: git"
                + " lfs pull",
            data, file);
  }

  @Test
  void aGpt2IsADecoder() throws IOException {
    Path file = folder.resolve("m.onnx");
    Gpt2Writer.write(file, GPT2, RandomWeights.gpt2(1, 2));
    try (LanguageModel model = open(file)) {
      assertThat(model.decoder().blocks()).isEqualTo(2);
      assertThat(model.contextLimit()).isEqualTo(16);
      assertThat(model.tied()).isTrue();
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.data");
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws IOException {
    Path one = folder.resolve("1.onnx");
    Path two = folder.resolve("2.onnx");
    Gpt2Writer.write(one, GPT2, RandomWeights.gpt2(7, 2));
    Gpt2Writer.write(two, GPT2, RandomWeights.gpt2(7, 2));
    assertThat(two).hasSameBinaryContentAs(one);
  }

  @Test
  void weightsBesideTheModelAreThoseInsideIt() throws IOException {
    GraphWriter graph = LlamaWriter.graph(LlamaWriter.Config.of(LLAMA, false), DType.F32);
    Path inside = folder.resolve("inside.onnx");
    Path beside = folder.resolve("beside.onnx");
    long[] told = new long[1];
    graph.write(inside, RandomWeights.llama(3), bytes -> told[0] += bytes);
    graph.write(beside, RandomWeights.llama(3), bytes -> {}, 1000);
    assertThat(told[0]).isEqualTo(graph.weightBytes());
    assertThat(Files.size(folder.resolve("beside.onnx.data"))).isGreaterThan(told[0]);
    assertThat(Files.size(beside)).isLessThan(Files.size(inside) / 2);
    assertThat(logits(beside)).containsExactly(logits(inside));
  }

  @Test
  void float16IsTheModelOfTheRoundedWeights() throws IOException {
    LlamaWriter.Config config = LlamaWriter.Config.of(LLAMA, true);
    Path half = folder.resolve("half.onnx");
    Path rounded = folder.resolve("rounded.onnx");
    WeightSource random = RandomWeights.llama(3);
    List<StoredWeight> stored = LlamaWriter.graph(config, DType.F16).write(half, random);
    WeightSource again = RandomWeights.llama(3);
    LlamaWriter.write(
        rounded,
        config,
        weight -> {
          float[] values = all(again.get(weight));
          for (int i = 0; i < values.length; i++) {
            values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
          }
          return Matrix.of(values, weight.rows(), weight.columns());
        });
    assertThat(Compare.share(logits(half), logits(rounded))).isLessThan(1e-6);
    for (StoredWeight weight : stored) {
      // eleven bits, the last one rounded
      assertThat(weight.relativeError()).as(weight.weight().name()).isLessThan(0x1p-11);
      assertThat(weight.error() > 0).isEqualTo(!weight.weight().name().endsWith("norm.weight"));
    }
    try (LanguageModel model = open(half)) {
      assertThat(model.decoder().storage().dtype()).isEqualTo("float16");
      assertThat(model.tied()).isTrue();
    }
  }

  @Test
  void whatFloat16CannotHoldIsRefused() {
    assertThatThrownBy(() -> write(DType.F16, 65_520f))
        .isInstanceOf(ProbeException.class)
        .hasMessage(
            "tensor transformer.wte.weight holds a value of size 65520.0, and float16 ends at"
                + " 65504; write it with --dtype float32");
    assertThatThrownBy(() -> write(DType.F32, Float.NaN)).hasMessageContaining("the value NaN");
  }

  @Test
  void weightsOfAnotherShapeAreRefused() {
    GraphWriter graph = Gpt2Writer.graph(Gpt2Writer.Config.of(GPT2), DType.F32);
    assertThatThrownBy(
            () -> graph.write(folder.resolve("m.onnx"), weight -> Matrix.of(new float[6], 2, 3)))
        .hasMessage("tensor transformer.wte.weight is [2, 3], the graph wants [50, 24]");
  }

  private void write(DType type, float value) throws IOException {
    Gpt2Writer.graph(Gpt2Writer.Config.of(GPT2), type)
        .write(
            folder.resolve("m.onnx"),
            weight -> {
              float[] values = new float[(int) weight.count()];
              values[values.length / 2] = value;
              return Matrix.of(values, weight.rows(), weight.columns());
            });
  }

  static LanguageModel open(Path file) {
    return LanguageModel.open(file, new LanguageModel.Options(null, Device.CPU, 1));
  }

  private static float[] logits(Path file) {
    try (LanguageModel model = open(file);
        CutSession session = model.session(List.of(), true)) {
      FloatBuffer out =
          session
              .run(TokenBatch.of(new int[] {4, 8, 15, 16, 23, 42}), Positions.ALL)
              .get(Cut.LOGITS);
      return Compare.copy(Objects.requireNonNull(out));
    }
  }

  private static float[] all(Matrix matrix) {
    float[] out = new float[matrix.rows() * matrix.columns()];
    matrix.copyRows(0, matrix.rows(), out);
    return out;
  }
}
