package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.OutputFolder;
import probe.SharedModels;
import probe.model.CutSession;
import probe.model.Device;
import probe.model.EditedModel;
import probe.model.EditedStorage;
import probe.model.LanguageModel;
import probe.model.ModelConfig;
import probe.model.TokenLosses;
import probe.onnx.LinearLayer;
import probe.onnx.TrainableGraph;
import probe.onnx.ValueOutput;
import probe.onnx.ValueOutputProduct;
import probe.onnx.Weight;
import probe.onnx.WeightPart;
import probe.onnx.WeightValues;
import probe.tensor.Matrix;
import probe.tune.replay.Compute;
import probe.tune.replay.ReplayTrainee;
import probe.tune.replay.Trained;

/** Values, outputs and their product, trained apart. */
class ValueOutputTuningTest {
  private static final int[] IDS = {3, 20, 37, 7, 24, 41, 11, 20, 33, 2};
  private static final int[] SHORT = {5, 6, 7, 8};

  @TempDir private Path folder;

  static Stream<Path> models() {
    Stream<Path> shared =
        Stream.of("gpt2-random", "slm4096", "stories260k", "llama-untied")
            .map(SharedModels::require)
            .flatMap(
                model ->
                    Stream.of(model.resolve("model.onnx"), model.resolve("model_dynamo.onnx")));
    return Stream.concat(shared, pocket());
  }

  static Stream<Path> pocket() {
    return Stream.of("pocket-gpt2", "pocket-llama")
        .map(
            name ->
                Path.of(System.getProperty("probe.basedir", "."), "models", name, "model.onnx"));
  }

  private static TrainingBatch batch() {
    return new TrainingBatch(List.of(IDS, SHORT), new int[] {1, 2});
  }

  private static GraphTuning open(Path model, Method method) {
    return GraphTuning.open(new TuneOptions(model, method, Device.CPU, 2, 1));
  }

  private static float[] all(WeightValues values, Weight weight) {
    float[] out = new float[(int) weight.size()];
    values.copy(weight, 0, out, out.length);
    return out;
  }

  private static Weight weight(TrainableGraph graph, String name) {
    return graph.weights().stream().filter(w -> w.name().equals(name)).findFirst().orElseThrow();
  }

  private static void steps(GraphTuning tuning, int count) {
    try (Arena arena = Arena.ofShared()) {
      Optimizer optimizer =
          OptimizerOptions.defaults(OptimizerOptions.Kind.ADAMW)
              .open(tuning.trainee().parameters(), arena);
      for (int step = 1; step <= count; step++) {
        try (Trainee.Step done = tuning.trainee().step(batch(), true)) {
          optimizer.update(step, done::gradient, 1e-2, 1);
        }
      }
    }
  }

  private static double loss(Trainee trainee) {
    try (Trainee.Step step = trainee.step(batch(), false)) {
      return step.loss();
    }
  }

  private static double runtimeLoss(Path path) {
    try (LanguageModel model = LanguageModel.open(path, LanguageModel.Options.defaults());
        CutSession session = model.session(List.of(), true)) {
      double sum = 0;
      for (int row = 0; row < batch().rows(); row++) {
        double[] losses =
            TokenLosses.of(session, model.decoder().vocabulary(), batch().ids().get(row));
        for (int at = batch().lossFrom()[row]; at < losses.length; at++) {
          sum += losses[at];
        }
      }
      return sum / batch().targets();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void onlyValuesChangeNothingElse(Path path) throws Exception {
    try (GraphTuning tuning = open(path, new Method.Only("values"));
        OutputFolder out = OutputFolder.prepare(folder.resolve("out"))) {
      TrainableGraph graph = tuning.model();
      double before = loss(tuning.trainee());
      steps(tuning, 3);
      double after = loss(tuning.trainee());
      assertThat(after).isLessThan(before);
      for (ValueOutput.Layer layer : ValueOutput.of(graph).layers()) {
        requireColumns(tuning, weight(graph, layer.value().weight()), layer);
        assertThat(tuning.weights().has(weight(graph, layer.output().weight()))).isFalse();
      }
      tuning.write(out, Map.of());
      out.commit();
      assertThat(runtimeLoss(folder.resolve("out/model.onnx")))
          .isCloseTo(after, within(1e-5 * after));
    }
  }

  /** The values' columns of {@code weight} have other bits, all others the same. */
  private static void requireColumns(GraphTuning tuning, Weight weight, ValueOutput.Layer layer) {
    float[] base = all(tuning.model().values(), weight);
    float[] tuned = all(tuning.weights(), weight);
    boolean[] trained = new boolean[layer.value().out()];
    for (int column : layer.valueColumns()) {
      trained[column] = true;
    }
    int in = layer.value().in();
    int out = layer.value().out();
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        int at = layer.value().transposed() ? o * in + i : i * out + o;
        assertThat(base[at] != tuned[at]).isEqualTo(trained[o]);
      }
    }
  }

  /** Parts that the graph lets follow, and parts that it does not. */
  @ParameterizedTest
  @MethodSource("models")
  void partsHaveTheGradientThatTheWholeHas(Path path) {
    TrainableGraph graph = TrainableGraph.open(path);
    ValueOutput.Layer layer = ValueOutput.of(graph).layers().getLast();
    List<WeightPart> parts = new ArrayList<>();
    for (LinearLayer product : List.of(layer.value(), layer.output())) {
      for (int axis = 0; axis < 2; axis++) {
        Weight weight = weight(graph, product.weight());
        parts.add(new WeightPart(product.weight() + axis, weight, axis, new int[] {9, 2, 5}));
      }
    }
    for (WeightPart part : parts) {
      ModelConfig config = ModelConfig.beside(Objects.requireNonNull(path.getParent()));
      try (ReplayTrainee some =
              ReplayTrainee.of(
                  graph, config, Trained.parts(w -> false, List.of(part)), Compute.cpu(2));
          ReplayTrainee all =
              ReplayTrainee.of(
                  graph, config, w -> w.name().equals(part.weight().name()), Compute.cpu(2));
          Trainee.Step ofSome = some.step(batch(), true);
          Trainee.Step ofAll = all.step(batch(), true)) {
        assertThat(ofSome.loss()).isEqualTo(ofAll.loss());
        float[] found = gradient(some, ofSome, part.name());
        float[] whole = gradient(all, ofAll, part.weight().name());
        double scale = norm(whole);
        int length = (int) part.dims()[1];
        for (int i = 0; i < found.length; i++) {
          double expected = whole[(int) part.index(i / length, i % length)];
          assertThat((double) found[i]).isCloseTo(expected, within(1e-5 * scale));
        }
        assertThat(norm(found)).isPositive();
      }
    }
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @MethodSource("models")
  void onlyOutputsAreTheMatricesThatLeadIntoTheStream(Path path) {
    try (GraphTuning tuning = open(path, new Method.Only("outputs"))) {
      assertThat(tuning.plan().trained())
          .containsExactlyElementsOf(
              ValueOutput.of(tuning.model()).layers().stream()
                  .map(layer -> layer.output().weight())
                  .toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"slm4096", "llama-untied"})
  void aPatternStillMeansNames(String name) {
    Path path = SharedModels.require(name).resolve("model.onnx");
    try (GraphTuning tuning = open(path, new Method.Only("*attn*"))) {
      assertThat(tuning.plan().trained()).hasSizeGreaterThan(4);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void theFirstStepOfProductsIsTheModelItself(Path path) {
    try (GraphTuning full = open(path, new Method.Full());
        GraphTuning product = open(path, new Method.Product())) {
      assertThat(loss(product.trainee())).isEqualTo(loss(full.trainee()));
      ValueOutput attention = ValueOutput.of(product.model());
      assertThat(product.plan().trained())
          .containsExactlyElementsOf(
              attention.layers().stream().map(ValueOutputProduct::name).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aTrainedProductRunsInOnnxRuntime(Path path) throws Exception {
    try (GraphTuning tuning = open(path, new Method.Product());
        OutputFolder out = OutputFolder.prepare(folder.resolve("out"))) {
      double before = loss(tuning.trainee());
      steps(tuning, 3);
      double after = loss(tuning.trainee());
      assertThat(after).isLessThan(before);
      tuning.write(out, Map.of());
      out.commit();
      Path written = folder.resolve("out/model.onnx");
      assertThat(runtimeLoss(written)).isCloseTo(after, within(1e-5 * after));
      try (GraphTuning again = open(written, new Method.Product())) {
        assertThat(again.plan().trained()).isEqualTo(tuning.plan().trained());
        assertThat(loss(again.trainee())).isCloseTo(after, within(1e-6 * after));
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
    double base = runtimeLoss(path);
    try (GraphTuning tuning = open(path, new Method.Product());
        OutputFolder out = OutputFolder.prepare(folder.resolve("out"))) {
      assertThat(loss(tuning.trainee())).isCloseTo(base, within(1e-3 * base));
      steps(tuning, 3);
      double after = loss(tuning.trainee());
      assertThat(after).isLessThan(base - 0.01);
      tuning.write(out, Map.of());
      out.commit();
      assertThat(runtimeLoss(folder.resolve("out/model.onnx")))
          .isCloseTo(after, within(1e-3 * after));
    }
  }

  @ParameterizedTest
  @MethodSource("pocket")
  void gradientsOfProductsEqualDifferencesOfLosses(Path path) throws Exception {
    try (GraphTuning tuning = open(path, new Method.Product());
        OutputFolder out = OutputFolder.prepare(folder.resolve("out"))) {
      assertThat(tuning.check(batch())).hasSize(5);
      steps(tuning, 2);
      tuning.write(out, Map.of());
      out.commit();
    }
    try (GraphTuning away = open(folder.resolve("out/model.onnx"), new Method.Product())) {
      assertThat(away.check(batch())).hasSize(5);
    }
  }

  /** Of M_h = W_V W_O, the chain rule makes the gradients of both factors. */
  @ParameterizedTest
  @MethodSource("models")
  void gradientsOfTheFactorsFollowFromThatOfTheProduct(Path path) {
    TrainableGraph graph = ValueOutputProduct.addTo(TrainableGraph.open(path));
    ValueOutput attention = ValueOutput.of(graph);
    try (ReplayTrainee trainee =
            ReplayTrainee.of(
                graph,
                ModelConfig.beside(Objects.requireNonNull(path.getParent())),
                weight -> true,
                Compute.cpu(2));
        Trainee.Step step = trainee.step(batch(), true)) {
      for (ValueOutput.Layer layer : attention.layers()) {
        float[] product = gradient(trainee, step, ValueOutputProduct.name(layer));
        WeightValues gradients = gradients(trainee, step);
        List<ValueOutput.Factors> weights = attention.factors(layer);
        List<ValueOutput.Factors> slopes = attention.factors(layer, gradients);
        double[] valueBias = bias(trainee, layer.value().module() + ".bias", false, step);
        double[] outputBias = bias(trainee, layer.output().module() + ".bias", true, step);
        List<double[][]> ofValues = new ArrayList<>();
        for (int h = 0; h < layer.heads(); h++) {
          double[][] m = head(product, h, layer);
          double[][] wv = rows(weights.get(h).value());
          double[][] wo = rows(weights.get(h).output());
          double[][] ofOutput = multiply(transpose(wv), m);
          if (valueBias.length > 0) {
            for (int j = 0; j < layer.headDim(); j++) {
              for (int k = 0; k < outputBias.length; k++) {
                int column = layer.parts().get(h).valueColumns()[j];
                ofOutput[j][k] += valueBias[column] * outputBias[k];
              }
            }
          }
          requireSame(rows(slopes.get(h).output()), ofOutput);
          ofValues.add(multiply(m, transpose(wo)));
        }
        for (int h = 0; h < layer.heads(); h++) {
          // heads of a group share their values
          double[][] sum = new double[layer.value().in()][layer.headDim()];
          for (int other = 0; other < layer.heads(); other++) {
            if (IntStream.of(layer.parts().get(other).valueColumns()).sum()
                == IntStream.of(layer.parts().get(h).valueColumns()).sum()) {
              add(sum, ofValues.get(other));
            }
          }
          requireSame(rows(slopes.get(h).value()), sum);
        }
      }
    }
  }

  private static WeightValues gradients(Trainee trainee, Trainee.Step step) {
    return (weight, from, out, count) ->
        System.arraycopy(gradient(trainee, step, weight.name()), (int) from, out, 0, count);
  }

  private static int index(Trainee trainee, String name) {
    return trainee.parameters().stream().map(Trainee.Parameter::name).toList().indexOf(name);
  }

  private static float[] gradient(Trainee trainee, Trainee.Step step, String name) {
    return step.gradient(index(trainee, name)).toArray(ValueLayout.JAVA_FLOAT);
  }

  /** A bias or its gradient, empty where the model has none. */
  private static double[] bias(Trainee trainee, String name, boolean gradient, Trainee.Step step) {
    for (int i = 0; i < trainee.parameters().size(); i++) {
      Trainee.Parameter parameter = trainee.parameters().get(i);
      if (parameter.name().endsWith(name)) {
        MemorySegment from = gradient ? step.gradient(i) : parameter.values();
        float[] floats = from.toArray(ValueLayout.JAVA_FLOAT);
        return IntStream.range(0, floats.length).mapToDouble(k -> floats[k]).toArray();
      }
    }
    return new double[0];
  }

  private static double[][] head(float[] product, int h, ValueOutput.Layer layer) {
    int in = layer.value().in();
    int out = layer.output().out();
    double[][] m = new double[in][out];
    for (int i = 0; i < in; i++) {
      for (int j = 0; j < out; j++) {
        m[i][j] = product[(h * in + i) * out + j];
      }
    }
    return m;
  }

  private static double[][] rows(Matrix matrix) {
    double[][] out = new double[matrix.rows()][matrix.columns()];
    for (int i = 0; i < out.length; i++) {
      float[] row = matrix.row(i);
      for (int j = 0; j < row.length; j++) {
        out[i][j] = row[j];
      }
    }
    return out;
  }

  private static double[][] transpose(double[][] a) {
    double[][] out = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        out[j][i] = a[i][j];
      }
    }
    return out;
  }

  private static double[][] multiply(double[][] a, double[][] b) {
    double[][] out = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < b[0].length; j++) {
          out[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return out;
  }

  private static void add(double[][] sum, double[][] more) {
    for (int i = 0; i < sum.length; i++) {
      for (int j = 0; j < sum[0].length; j++) {
        sum[i][j] += more[i][j];
      }
    }
  }

  private static void requireSame(double[][] actual, double[][] expected) {
    double norm = 0;
    double apart = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[0].length; j++) {
        norm += expected[i][j] * expected[i][j];
        apart += Math.pow(actual[i][j] - expected[i][j], 2);
      }
    }
    assertThat(norm).isPositive();
    assertThat(Math.sqrt(apart / norm)).isLessThan(1e-4);
  }

  /** M_h = W_V W_O in place of the two gives the same model. */
  @ParameterizedTest
  @MethodSource("models")
  void theProductTakesThePlaceOfItsFactors(Path path) {
    TrainableGraph graph = ValueOutputProduct.addTo(TrainableGraph.open(path));
    ValueOutput attention = ValueOutput.of(graph);
    try (ReplayTrainee trainee =
        ReplayTrainee.of(
            graph,
            ModelConfig.beside(Objects.requireNonNull(path.getParent())),
            weight -> true,
            Compute.cpu(2))) {
      double before = loss(trainee);
      for (ValueOutput.Layer layer : attention.layers()) {
        replace(trainee, attention, layer);
      }
      assertThat(loss(trainee)).isCloseTo(before, within(2e-5 * before));
      for (ValueOutput.Layer layer : attention.layers()) {
        values(trainee, ValueOutputProduct.name(layer)).fill((byte) 0);
      }
      assertThat(Math.abs(loss(trainee) - before)).isGreaterThan(1e-4);
    }
  }

  private static MemorySegment values(Trainee trainee, String name) {
    return trainee.parameters().get(index(trainee, name)).values();
  }

  private static void replace(Trainee trainee, ValueOutput attention, ValueOutput.Layer layer) {
    List<ValueOutput.Factors> factors = attention.factors(layer);
    MemorySegment product = values(trainee, ValueOutputProduct.name(layer));
    double[] valueBias = parameter(trainee, layer.value().module() + ".bias");
    int in = layer.value().in();
    int out = layer.output().out();
    for (int h = 0; h < layer.heads(); h++) {
      double[][] wo = rows(factors.get(h).output());
      double[][] m = multiply(rows(factors.get(h).value()), wo);
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < out; j++) {
          product.setAtIndex(
              ValueLayout.JAVA_FLOAT, ((long) h * in + i) * out + j, (float) m[i][j]);
        }
      }
      if (valueBias.length > 0) {
        // what is left of a bias of the values is a bias of the outputs
        MemorySegment bias = find(trainee, layer.output().module() + ".bias");
        for (int k = 0; k < layer.headDim(); k++) {
          for (int j = 0; j < out; j++) {
            double more = valueBias[layer.parts().get(h).valueColumns()[k]] * wo[k][j];
            bias.setAtIndex(
                ValueLayout.JAVA_FLOAT,
                j,
                (float) (bias.getAtIndex(ValueLayout.JAVA_FLOAT, j) + more));
          }
        }
      }
    }
    values(trainee, layer.output().weight()).fill((byte) 0);
  }

  private static MemorySegment find(Trainee trainee, String name) {
    return trainee.parameters().stream()
        .filter(p -> p.name().endsWith(name))
        .findFirst()
        .orElseThrow()
        .values();
  }

  private static double[] parameter(Trainee trainee, String name) {
    if (trainee.parameters().stream().noneMatch(p -> p.name().endsWith(name))) {
      return new double[0];
    }
    float[] floats = find(trainee, name).toArray(ValueLayout.JAVA_FLOAT);
    return IntStream.range(0, floats.length).mapToDouble(k -> floats[k]).toArray();
  }
}
