package probe.tune;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import probe.SharedModels;
import probe.model.CutSession;
import probe.model.Device;
import probe.model.LanguageModel;
import probe.model.TokenLosses;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;

/** Models of several makers, small enough to train, and what a test asks of them. */
final class ValueOutputModels {
  private static final int[] IDS = {3, 20, 37, 7, 24, 41, 11, 20, 33, 2};
  private static final int[] SHORT = {5, 6, 7, 8};

  static final String MODELS = "probe.tune.ValueOutputModels#models";
  static final String POCKET = "probe.tune.ValueOutputModels#pocket";

  private ValueOutputModels() {}

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

  static TrainingBatch batch() {
    return new TrainingBatch(List.of(IDS, SHORT), new int[] {1, 2});
  }

  static GraphTuning open(Path model, Method method) {
    return GraphTuning.open(new TuneOptions(model, method, Device.CPU, 2, 1));
  }

  static void steps(GraphTuning tuning, int count) {
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

  static double loss(Trainee trainee) {
    try (Trainee.Step step = trainee.step(batch(), false)) {
      return step.loss();
    }
  }

  static double runtimeLoss(Path path) {
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

  static Weight weight(TrainableGraph graph, String name) {
    return graph.weights().stream().filter(w -> w.name().equals(name)).findFirst().orElseThrow();
  }

  static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  static int index(Trainee trainee, String name) {
    return trainee.parameters().stream().map(Trainee.Parameter::name).toList().indexOf(name);
  }

  static float[] gradient(Trainee trainee, Trainee.Step step, String name) {
    return step.gradient(index(trainee, name)).toArray(ValueLayout.JAVA_FLOAT);
  }
}
