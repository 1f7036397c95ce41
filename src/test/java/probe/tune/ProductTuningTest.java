package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.OutputFolder;
import probe.SharedModels;
import probe.model.EditedModel;
import probe.model.EditedStorage;
import probe.onnx.ValueOutput;
import probe.onnx.ValueOutputProduct;

/** Values and outputs as one matrix, trained and written. */
class ProductTuningTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource(ValueOutputModels.MODELS)
  void theFirstStepOfProductsIsTheModelItself(Path path) {
    try (GraphTuning full = ValueOutputModels.open(path, new Method.Full());
        GraphTuning product = ValueOutputModels.open(path, new Method.Product())) {
      assertThat(ValueOutputModels.loss(product.trainee()))
          .isEqualTo(ValueOutputModels.loss(full.trainee()));
      ValueOutput attention = ValueOutput.of(product.model());
      assertThat(product.plan().trained())
          .containsExactlyElementsOf(
              attention.layers().stream().map(ValueOutputProduct::name).toList());
    }
  }

  @ParameterizedTest
  @MethodSource(ValueOutputModels.MODELS)
  void aTrainedProductRunsInOnnxRuntime(Path path) throws Exception {
    try (GraphTuning tuning = ValueOutputModels.open(path, new Method.Product());
        OutputFolder out = OutputFolder.prepare(folder.resolve("out"))) {
      double before = ValueOutputModels.loss(tuning.trainee());
      ValueOutputModels.steps(tuning, 3);
      double after = ValueOutputModels.loss(tuning.trainee());
      assertThat(after).isLessThan(before);
      tuning.write(out, Map.of());
      out.commit();
      Path written = folder.resolve("out/model.onnx");
      assertThat(ValueOutputModels.runtimeLoss(written)).isCloseTo(after, within(1e-5 * after));
      try (GraphTuning again = ValueOutputModels.open(written, new Method.Product())) {
        assertThat(again.plan().trained()).isEqualTo(tuning.plan().trained());
        assertThat(ValueOutputModels.loss(again.trainee())).isCloseTo(after, within(1e-6 * after));
      }
    }
  }

  /** Weights in other types: M is computed, and kept, in the type that its states have. */
  @ParameterizedTest
  @ValueSource(strings = {"float16", "int8"})
  void aProductGoesBesideWeightsOfOtherTypes(String type) throws Exception {
    Path whole = SharedModels.require("llama-untied").resolve("model.onnx");
    ModelProto proto = EditedModel.read(whole);
    Path path =
        EditedModel.write(
            type.equals("int8")
                ? EditedStorage.int8Weights(proto)
                : EditedStorage.float16Weights(proto),
            folder.resolve("model.onnx"));
    double base = ValueOutputModels.runtimeLoss(path);
    try (GraphTuning tuning = ValueOutputModels.open(path, new Method.Product());
        OutputFolder out = OutputFolder.prepare(folder.resolve("out"))) {
      assertThat(ValueOutputModels.loss(tuning.trainee())).isCloseTo(base, within(1e-3 * base));
      ValueOutputModels.steps(tuning, 3);
      double after = ValueOutputModels.loss(tuning.trainee());
      assertThat(after).isLessThan(base - 0.01);
      tuning.write(out, Map.of());
      out.commit();
      assertThat(ValueOutputModels.runtimeLoss(folder.resolve("out/model.onnx")))
          .isCloseTo(after, within(1e-3 * after));
    }
  }

  @ParameterizedTest
  @MethodSource(ValueOutputModels.POCKET)
  void gradientsOfProductsEqualDifferencesOfLosses(Path path) throws Exception {
    try (GraphTuning tuning = ValueOutputModels.open(path, new Method.Product());
        OutputFolder out = OutputFolder.prepare(folder.resolve("out"))) {
      assertThat(tuning.check(ValueOutputModels.batch())).hasSize(5);
      ValueOutputModels.steps(tuning, 2);
      tuning.write(out, Map.of());
      out.commit();
    }
    try (GraphTuning away =
        ValueOutputModels.open(folder.resolve("out/model.onnx"), new Method.Product())) {
      assertThat(away.check(ValueOutputModels.batch())).hasSize(5);
    }
  }
}
