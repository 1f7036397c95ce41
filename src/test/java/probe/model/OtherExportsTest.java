package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static probe.model.ReferenceModel.all;
import static probe.tensor.Compare.share;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;
import probe.SharedModels;
import probe.onnx.Cut;
import probe.onnx.InputRole;
import probe.onnx.LogitStep;
import probe.tensor.Matrix;

/**
 * Other exports of the reference models open, and give what ONNX Runtime gives for the same file.
 */
class OtherExportsTest {
  private static final double SAME_FILE = 1e-5;
  private static final double REFERENCE = 1e-4;
  private static final int VOCABULARY = 2000;

  @TempDir private Path folder;

  @Test
  void externalDataIsMappedFromItsFile() throws Exception {
    Path file = EditedStorage.writeWithExternalData(plain(), folder.resolve("m.onnx"));
    try (LanguageModel model = open(file)) {
      requireSameAsRuntime(model);
      requireReference(model, "llama-untied", Integer.MAX_VALUE);
    }
  }

  @Test
  void weightsBeyondTwoGigabytesAreMapped() throws Exception {
    Path file = EditedStorage.writeWithExternalData(plain(), folder.resolve("m.onnx"), 5L << 30);
    try (LanguageModel model = open(file)) {
      requireReference(model, "llama-untied", Integer.MAX_VALUE);
      ReferenceModel reference = ReferenceModel.in(SharedModels.require("llama-untied"));
      assertThat(share(all(model.unembedding()), reference.values("unembedding"))).isZero();
    }
  }

  @Test
  void aLinkIntoAnotherFolderIsFollowed() throws Exception {
    Path blobs = Files.createDirectories(folder.resolve("blobs"));
    EditedStorage.writeWithExternalData(plain(), blobs.resolve("m.onnx"));
    Path snapshot = Files.createDirectories(folder.resolve("snapshot"));
    Files.createSymbolicLink(snapshot.resolve("m.onnx"), blobs.resolve("m.onnx"));
    Files.createSymbolicLink(snapshot.resolve("weights.bin"), blobs.resolve("weights.bin"));
    requireReference(snapshot.resolve("m.onnx"), "llama-untied");
  }

  @Test
  void float16WeightsAreRead() throws Exception {
    Path file = EditedModel.write(EditedStorage.float16Weights(plain()), folder.resolve("m.onnx"));
    try (LanguageModel model = open(file)) {
      requireSameAsRuntime(model);
      assertThat(model.decoder().storage().dtype()).isEqualTo("float16");
      ReferenceModel reference = ReferenceModel.in(SharedModels.require("llama-untied"));
      // half precision keeps 11 bits
      assertThat(share(all(model.unembedding()), reference.values("unembedding")))
          .isGreaterThan(0)
          .isLessThan(1.0 / 2048);
    }
  }

  @Test
  void int8WeightsAreDequantised() throws Exception {
    Path file = EditedModel.write(EditedStorage.int8Weights(plain()), folder.resolve("m.onnx"));
    try (LanguageModel model = open(file)) {
      requireSameAsRuntime(model);
      // ONNX Runtime multiplies such weights in int8, activations too
      requireLambdaGammaIsLogits(model, 0.02);
      assertThat(model.decoder().roundsActivations()).isTrue();
      assertThat(model.decoder().storage().quantisation()).contains("int8");
      ReferenceModel reference = ReferenceModel.in(SharedModels.require("llama-untied"));
      assertThat(share(all(model.unembedding()), reference.values("unembedding")))
          .isGreaterThan(0)
          .isLessThan(0.5 / 127 + 1e-6);
      assertThat(share(all(model.embedding()), reference.values("embedding")))
          .isLessThan(0.5 / 127 + 1e-6);
    }
  }

  @Test
  void aDynamicInt8HeadRunsOneContextAtATime() throws Exception {
    Path file = EditedModel.write(EditedHeads.int8Head(plain()), folder.resolve("m.onnx"));
    try (LanguageModel model = open(file)) {
      requireSameAsRuntime(model);
      assertThat(model.decoder().headKind()).isEqualTo("MatMulInteger");
      assertThat(model.batchMode()).isEqualTo(BatchMode.SINGLE);
      ReferenceModel reference = ReferenceModel.in(SharedModels.require("llama-untied"));
      assertThat(share(all(model.unembedding()), reference.values("unembedding")))
          .isLessThan(0.5 / 127 + 1e-6);
    }
  }

  @Test
  void anInt4HeadIsDequantised() throws Exception {
    Path file = EditedModel.write(EditedHeads.int4Head(plain()), folder.resolve("m.onnx"));
    try (LanguageModel model = open(file)) {
      requireSameAsRuntime(model);
      requireLambdaGammaIsLogits(model, 1e-5);
      assertThat(model.decoder().headKind()).isEqualTo("MatMulNBits");
      ReferenceModel reference = ReferenceModel.in(SharedModels.require("llama-untied"));
      assertThat(share(all(model.unembedding()), reference.values("unembedding")))
          .isGreaterThan(0)
          .isLessThan(0.5 / 7 + 1e-6);
    }
  }

  @Test
  void biasScaleAndSoftcapAreFoundAndReplayed() throws Exception {
    float[] bias = new float[VOCABULARY];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = (float) Math.sin(i);
    }
    Path file =
        EditedModel.write(
            EditedHeads.biasScaleAndSoftcap(plain(), bias, 0.25f, 3f), folder.resolve("m.onnx"));
    try (LanguageModel model = open(file)) {
      requireSameAsRuntime(model);
      requireLambdaGammaIsLogits(model, 1e-5);
      List<LogitStep> steps = model.decoder().logitSteps();
      assertThat(LogitStep.hasBias(steps)).isTrue();
      assertThat(LogitStep.softcap(steps)).isEqualTo(3.0, within(1e-6));
      ReferenceModel reference = ReferenceModel.in(SharedModels.require("llama-untied"));
      assertThat(share(all(model.unembedding()), reference.values("unembedding"))).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Softmax", "LogSoftmax"})
  void logitsAreFoundBeforeProbabilities(String operator) throws Exception {
    Path file =
        EditedModel.write(EditedHeads.probabilities(plain(), operator), folder.resolve("m.onnx"));
    try (LanguageModel model = open(file)) {
      requireReference(model, "llama-untied", Integer.MAX_VALUE);
      requireLambdaGammaIsLogits(model, 1e-5);
      assertThat(model.decoder().logitSteps()).isEmpty();
    }
  }

  @Test
  void aGemmOverTheFlattenedBatchIsAHead() throws Exception {
    Path file =
        EditedModel.write(EditedHeads.gemmHead(plain(), VOCABULARY), folder.resolve("m.onnx"));
    try (LanguageModel model = open(file)) {
      requireSameAsRuntime(model);
      requireReference(model, "llama-untied", Integer.MAX_VALUE);
      requireLambdaGammaIsLogits(model, 1e-5);
    }
  }

  @Test
  void logitsOfEveryPositionComeOutOfAnExportThatGivesTheLast() throws Exception {
    Path file = EditedModel.write(EditedHeads.lastPositionOnly(plain()), folder.resolve("m.onnx"));
    requireReference(file, "llama-untied");
  }

  @Test
  void aFixedLengthWithAnOpenBatchIsPlannedAtItsLength() throws Exception {
    Path file = EditedModel.write(EditedInputs.fixedLength(plain(), 16), folder.resolve("m.onnx"));
    try (LanguageModel model = open(file)) {
      Extraction extraction =
          new Extraction(model, new Extraction.Spec(List.of(3), Positions.LAST, false));
      List<int[]> window = java.util.Collections.nCopies(500, new int[] {1});
      for (int[] members : extraction.plan(window, -1, 16).members()) {
        assertThat(members.length * 16).isLessThanOrEqualTo(extraction.batchTokens());
      }
      requireReference(model, "llama-untied", 16);
    }
  }

  @Test
  void aVocabularyThatIsCutAfterTheHeadIsRefusedAndNotIgnored() throws Exception {
    Path file =
        EditedModel.write(EditedHeads.slicedVocabulary(plain(), 1500), folder.resolve("m.onnx"));
    assertThatThrownBy(() -> open(file).close())
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("no projection to a vocabulary");
  }

  @Test
  void namesMeanNothing() throws Exception {
    for (String name : List.of("llama-untied", "gpt2-random", "stories260k", "slm4096")) {
      for (String form : List.of("model.onnx", "model_dynamo.onnx")) {
        Path shared = SharedModels.require(name);
        ModelProto model = EditedModel.read(shared.resolve(form));
        Path file = EditedModel.write(EditedInputs.renamed(model), folder.resolve("m.onnx"));
        try (LanguageModel opened = open(file)) {
          requireReference(opened, name, Integer.MAX_VALUE);
          assertThat(opened.decoder().input(InputRole.ATTENTION_MASK)).isNotNull();
          assertThat(opened.decoder().input(InputRole.POSITION_IDS) != null)
              .isEqualTo(form.equals("model.onnx"));
        }
      }
    }
  }

  @Test
  void aMergedDecoderRunsItsBranchWithoutAPast() throws Exception {
    Path file =
        EditedModel.write(EditedInputs.merged(plain(), 48, VOCABULARY), folder.resolve("m.onnx"));
    requireReference(file, "llama-untied");
  }

  @Test
  void int32InputsAreFedAsInt32() throws Exception {
    Path file = EditedModel.write(EditedInputs.int32Inputs(plain()), folder.resolve("m.onnx"));
    requireReference(file, "llama-untied");
  }

  @Test
  void aFixedShapeIsFilledUp() throws Exception {
    Path file = EditedModel.write(EditedInputs.fixedShape(plain(), 16), folder.resolve("m.onnx"));
    ReferenceModel reference = ReferenceModel.in(SharedModels.require("llama-untied"));
    try (LanguageModel model = open(file);
        CutSession session = model.session(model.allLayers(), false)) {
      assertThat(model.contextLimit()).isEqualTo(16);
      assertThat(model.batchMode()).isEqualTo(BatchMode.SINGLE);
      int[] prompt = reference.prompts().get(3);
      assertThat(prompt.length).isLessThan(16);
      Map<String, FloatBuffer> out = session.run(TokenBatch.of(prompt), Positions.ALL);
      for (int layer : model.allLayers()) {
        assertThat(share(copy(out, Cut.hidden(layer)), reference.hidden(3, layer)))
            .isLessThan(REFERENCE);
      }
    }
  }

  // ---- what holds for any export

  private static ModelProto plain() throws IOException {
    return EditedModel.read(SharedModels.require("llama-untied").resolve("model_dynamo.onnx"));
  }

  private static LanguageModel open(Path file) {
    return LanguageModel.open(file, new LanguageModel.Options(null, Device.CPU, 2));
  }

  /** States and logits of all prompts. */
  private static void requireReference(Path file, String name) throws IOException {
    try (LanguageModel model = open(file)) {
      requireReference(model, name, Integer.MAX_VALUE);
    }
  }

  /** The same for prompts of up to {@code length} tokens. */
  private static void requireReference(LanguageModel model, String name, int length)
      throws IOException {
    ReferenceModel reference = ReferenceModel.in(SharedModels.require(name));
    try (CutSession session = model.session(model.allLayers(), true)) {
      List<int[]> prompts = reference.prompts();
      for (int k = 0; k < prompts.size(); k++) {
        if (prompts.get(k).length > length) {
          continue;
        }
        Map<String, FloatBuffer> out = session.run(TokenBatch.of(prompts.get(k)), Positions.ALL);
        for (int layer : model.allLayers()) {
          assertThat(share(copy(out, Cut.hidden(layer)), reference.hidden(k, layer)))
              .as("%s: prompt %d layer %d", name, k, layer)
              .isLessThan(REFERENCE);
        }
        float[] logits = copy(out, Cut.LOGITS);
        float[] expected = reference.logits(k);
        float[] same = Arrays.copyOfRange(logits, logits.length - expected.length, logits.length);
        assertThat(share(same, expected))
            .as("%s: logits of prompt %d", name, k)
            .isLessThan(REFERENCE);
      }
    }
  }

  /** Logits at every position against a session that knows nothing of this project. */
  private static void requireSameAsRuntime(LanguageModel model) throws IOException, OrtException {
    ReferenceModel reference = ReferenceModel.in(SharedModels.require("llama-untied"));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    String file = model.decoder().file().path().toString();
    try (OrtSession whole = environment.createSession(file);
        CutSession session = model.session(model.allLayers(), true)) {
      for (int[] prompt : reference.prompts()) {
        long[][] ids = {Arrays.stream(prompt).asLongStream().toArray()};
        long[][] mask = {new long[prompt.length]};
        Arrays.fill(mask[0], 1);
        try (OnnxTensor i = OnnxTensor.createTensor(environment, ids);
            OnnxTensor m = OnnxTensor.createTensor(environment, mask);
            OrtSession.Result result = whole.run(Map.of("input_ids", i, "attention_mask", m))) {
          FloatBuffer expected = ((OnnxTensor) result.get(0)).getFloatBuffer();
          float[] values = new float[expected.remaining()];
          expected.get(values);
          float[] logits = copy(session.run(TokenBatch.of(prompt), Positions.ALL), Cut.LOGITS);
          assertThat(share(logits, values)).isLessThan(SAME_FILE);
        }
      }
    }
  }

  private static void requireLambdaGammaIsLogits(LanguageModel model, double tolerance) {
    try (CutSession session = model.session(List.of(model.decoder().blocks()), true)) {
      int[] ids = {5, 80, 700, 1999};
      Map<String, FloatBuffer> out = session.run(TokenBatch.of(ids), Positions.LAST);
      float[] lambda = copy(out, Cut.hidden(model.decoder().blocks()));
      Matrix gamma = model.unembedding();
      double[] logits = new double[gamma.rows()];
      for (int v = 0; v < logits.length; v++) {
        float[] row = gamma.row(v);
        for (int j = 0; j < row.length; j++) {
          logits[v] += (double) lambda[j] * row[j];
        }
      }
      LogitStep.apply(model.decoder().logitSteps(), logits);
      float[] rounded = new float[logits.length];
      for (int v = 0; v < logits.length; v++) {
        rounded[v] = (float) logits[v];
      }
      assertThat(share(rounded, copy(out, Cut.LOGITS))).isLessThan(tolerance);
    }
  }

  private static float[] copy(Map<String, FloatBuffer> out, String name) {
    FloatBuffer values = Objects.requireNonNull(out.get(name));
    float[] copy = new float[values.remaining()];
    values.duplicate().get(copy);
    return copy;
  }
}
