package probe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import probe.model.CutSession;
import probe.model.Device;
import probe.model.LanguageModel;
import probe.model.Positions;
import probe.model.TokenBatch;
import probe.onnx.Cut;
import probe.onnx.write.StoredWeight;
import probe.tensor.Compare;
import probe.tensor.DType;

/** Checkpoints in every form that is read. */
class CheckpointTest {
  private static final int[] IDS = IntStream.range(0, 40).map(i -> (7 * i + 3) % 23).toArray();
  private static final Offset<Float> PARITY = Offset.offset(5e-6f);

  @TempDir private Path folder;

  // expected numbers: transformers 5.18 in float64, with the weights of TestCheckpoint

  @Test
  void llamaEqualsTransformers() throws IOException {
    Map<String, float[]> out = run(imported(TestCheckpoint.llama().write(folder)));
    assertRow(out, Cut.hidden(0), -0.033088f, 0.05876f, 0.142655f);
    assertRow(out, Cut.hidden(1), -0.233027f, -0.260923f, -0.219168f);
    assertRow(out, Cut.hidden(2), -0.346972f, -0.474777f, -0.498649f);
    assertRow(out, Cut.LOGITS, -0.167763f, 1.164781f, -0.458966f, -0.917827f, 0.952818f, 0.405148f);
  }

  @Test
  void gpt2EqualsTransformers() throws IOException {
    Map<String, float[]> out = run(imported(TestCheckpoint.gpt2().write(folder)));
    assertRow(out, Cut.hidden(0), 0.090809f, 0.078176f, 0.054962f);
    assertRow(out, Cut.hidden(1), 0.321671f, 0.455118f, 0.526968f);
    assertRow(out, Cut.hidden(2), 0.609883f, 0.805623f, 0.883267f);
    assertRow(out, Cut.LOGITS, -1.323017f, 2.398364f, 0.032538f, -2.415872f, 1.26736f, 1.733948f);
  }

  @Test
  void theOlderNamesOfTheScalingMeanTheSame() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    Path newer = imported(checkpoint.write(folder.resolve("newer")));
    var scaling = checkpoint.config().remove("rope_parameters").deepCopy();
    checkpoint.config().put("rope_theta", 100.0);
    ((com.fasterxml.jackson.databind.node.ObjectNode) scaling).remove("rope_theta");
    checkpoint.config().set("rope_scaling", scaling);
    Path older = imported(checkpoint.write(folder.resolve("older")));
    assertThat(older).hasSameBinaryContentAs(newer);
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void halfPrecisionInSeveralFilesIsWidenedExactly(DType type) throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    Path sharded = checkpoint.writeSharded(folder.resolve("sharded"), type, 3);
    checkpoint
        .tensors()
        .replaceAll(
            (name, tensor) ->
                new TestCheckpoint.Tensor(tensor.shape(), rounded(tensor.values(), type)));
    Path single = checkpoint.write(folder.resolve("single"));
    assertThat(imported(sharded)).hasSameBinaryContentAs(imported(single));
    assertThat(Checkpoint.open(sharded).files()).hasSize(5);
  }

  @Test
  void float16RoundTripIsMeasured() throws IOException {
    Checkpoint checkpoint = Checkpoint.open(TestCheckpoint.gpt2().write(folder));
    List<StoredWeight> stored =
        checkpoint.graph(DType.F16).write(folder.resolve("half.onnx"), checkpoint);
    for (StoredWeight weight : stored) {
      float[] values = checkpoint.get(weight.weight()).row(0);
      double first = Math.abs(values[0] - Float.float16ToFloat(Float.floatToFloat16(values[0])));
      assertThat(weight.error()).isGreaterThanOrEqualTo(first).isPositive();
      assertThat(weight.relativeError()).isLessThanOrEqualTo(0x1p-11);
      assertThat(weight.from()).isEqualTo(DType.F32);
      assertThat(weight.to()).isEqualTo(DType.F16);
    }
  }

  @Test
  void aModelSavedWithoutItsHeadHasShorterNames() throws IOException {
    for (TestCheckpoint checkpoint : List.of(TestCheckpoint.gpt2(), TestCheckpoint.llama())) {
      Path whole = checkpoint.write(folder.resolve("whole"));
      Map<String, TestCheckpoint.Tensor> bare = new LinkedHashMap<>();
      checkpoint
          .tensors()
          .forEach((name, t) -> bare.put(name.replaceFirst("^(transformer|model)\\.", ""), t));
      checkpoint.tensors().clear();
      checkpoint.tensors().putAll(bare);
      Path without = checkpoint.write(folder.resolve("without"));
      assertThat(imported(without)).hasSameBinaryContentAs(imported(whole));
    }
  }

  @Test
  void savedConstantsAreNotMissed() throws IOException {
    TestCheckpoint gpt2 = TestCheckpoint.gpt2();
    gpt2.put("transformer.h.0.attn.bias", 1, 1, 1, 48, 48);
    gpt2.put("h.1.attn.masked_bias", -1e4f, 1);
    assertThat(Checkpoint.open(gpt2.write(folder.resolve("gpt2"))).notes()).isEmpty();
    TestCheckpoint llama = TestCheckpoint.llama();
    llama.put("model.layers.1.self_attn.rotary_emb.inv_freq", 1, 4);
    llama.put("model.rotary_emb.inv_freq", 1, 4);
    llama.put("model.layers.0.self_attn.rotary_emb.cos_cached", 1, 1, 1, 32, 8);
    assertThat(Checkpoint.open(llama.write(folder.resolve("llama"))).notes()).isEmpty();
  }

  @Test
  void tensorsThatTheModelDoesNotUseArePassedOverWithANote() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    checkpoint.put("v_head.summary.weight", 1, 1, 12);
    checkpoint.put("score.weight", 1, 2, 12);
    Checkpoint opened = Checkpoint.open(checkpoint.write(folder));
    assertThat(opened.notes())
        .containsExactly(
            "tensors that the model does not use: score.weight, v_head.summary.weight");
  }

  @Test
  void aTiedModelMayBeSavedWithItsHeadAlone() throws IOException {
    for (TestCheckpoint checkpoint : List.of(TestCheckpoint.gpt2(), TestCheckpoint.llama())) {
      checkpoint.config().put("tie_word_embeddings", true);
      checkpoint.tensors().remove("lm_head.weight");
      Path whole = imported(checkpoint.write(Files.createTempDirectory(folder, "whole")));
      for (String name : List.of("transformer.wte.weight", "model.embed_tokens.weight")) {
        var rows = checkpoint.tensors().remove(name);
        if (rows != null) {
          checkpoint.tensors().put("lm_head.weight", rows);
        }
      }
      Path head = checkpoint.write(Files.createTempDirectory(folder, "head"));
      assertThat(Checkpoint.open(head).tied()).isTrue();
      assertThat(imported(head)).hasSameBinaryContentAs(whole);
    }
  }

  @Test
  void aHeadThatEqualsTheEmbeddingIsTied() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.gpt2();
    Path without = imported(checkpoint.write(folder.resolve("without")));
    checkpoint
        .tensors()
        .put(
            "lm_head.weight",
            Objects.requireNonNull(checkpoint.tensors().get("transformer.wte.weight")));
    Path with = checkpoint.write(folder.resolve("with"));
    assertThat(Checkpoint.open(with).tied()).isTrue();
    assertThat(imported(with)).hasSameBinaryContentAs(without);
  }

  @Test
  void aHeadOfItsOwnIsWrittenThoughTheConfigTiesIt() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.gpt2();
    checkpoint.put("lm_head.weight", 0.5f, 23, 12);
    Checkpoint opened = Checkpoint.open(checkpoint.write(folder));
    assertThat(opened.tied()).isFalse();
    assertThat(opened.notes())
        .containsExactly(
            "lm_head.weight and transformer.wte.weight differ, though config.json ties them; both"
                + " are written");
    try (LanguageModel model = open(imported(folder))) {
      assertThat(model.tied()).isFalse();
      assertThat(model.unembedding().row(3)).containsOnly(0.5f);
    }
  }

  @Test
  void fieldsThatNobodyReadAreNamed() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    checkpoint.config().put("rms_norm_offset", true).put("use_cache", false);
    assertThat(Checkpoint.open(checkpoint.write(folder)).notes())
        .containsExactly("not used from config.json: rms_norm_offset");
  }

  private static float[] rounded(float[] values, DType type) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          type == DType.F16
              ? Float.float16ToFloat(Float.floatToFloat16(values[i]))
              : Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) & 0xffff0000);
    }
    return out;
  }

  private static Path imported(Path source) throws IOException {
    Checkpoint checkpoint = Checkpoint.open(source);
    Path file = source.resolve("model.onnx");
    checkpoint.graph(DType.F32).write(file, checkpoint);
    return file;
  }

  private static LanguageModel open(Path file) {
    return LanguageModel.open(file, new LanguageModel.Options(null, Device.CPU, 1));
  }

  /** The vectors of the last position. */
  private static Map<String, float[]> run(Path file) {
    Map<String, float[]> out = new LinkedHashMap<>();
    try (LanguageModel model = open(file);
        CutSession session = model.session(model.allLayers(), true)) {
      Map<String, FloatBuffer> vectors = session.run(TokenBatch.of(IDS), Positions.LAST);
      vectors.forEach((name, values) -> out.put(name, Compare.copy(values)));
    }
    return out;
  }

  private static void assertRow(Map<String, float[]> out, String name, float... expected) {
    float[] row = Objects.requireNonNull(out.get(name), name);
    assertThat(Arrays.copyOf(row, expected.length)).as(name).containsExactly(expected, PARITY);
  }
}
