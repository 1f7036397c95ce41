package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.ProbeException;
import probe.model.Device;

/** The loop in memory against the one with checkpoints. */
class MemoryTrainingTest {
  @TempDir private Path folder;

  /** The losses of {@link Training}, step by step. */
  private List<Double> training(Trainee trainee, TrainingSet rows, TrainingOptions options) {
    List<Double> losses = new ArrayList<>();
    new Training(trainee, rows, null, options, Map.of(), folder.resolve("out"))
        .run(
            false,
            () -> false,
            new Training.Listener() {
              @Override
              public void step(StepMetrics metrics) {
                losses.add(metrics.loss());
              }

              @Override
              public void validated(int step, double loss) {}
            });
    return losses;
  }

  private static TrainingOptions with(TrainingOptions options, double clip, boolean shuffle) {
    return new TrainingOptions(
        options.optimizer(),
        options.learningRate(),
        options.schedule(),
        options.warmup(),
        options.epochs(),
        options.steps(),
        options.batch(),
        clip,
        options.seed(),
        shuffle);
  }

  @ParameterizedTest
  @CsvSource({
    "ADAMW,CONSTANT,0,true",
    "ADAMW,LINEAR,0.1,true",
    "ADAM,COSINE,1,false",
    "SGD,LINEAR,0,false",
    "SGD,CONSTANT,0.05,true"
  })
  void theBitsAreThoseOfTraining(
      OptimizerOptions.Kind kind, Schedule schedule, double clip, boolean shuffle) {
    TrainingOptions options = with(TrainingTest.options(kind, schedule, 3), clip, shuffle);
    TrainingSet rows = TrainingTest.rows(11);
    List<Double> losses = new ArrayList<>();
    try (BigramModel kept = new BigramModel();
        BigramModel model = new BigramModel()) {
      List<Double> expected = training(kept, rows, options);
      float[] before = model.values();
      int steps =
          MemoryTraining.run(
              model,
              rows,
              options,
              (step, loss) -> {
                losses.add(loss);
                assertThat(step).isEqualTo(losses.size());
                return true;
              });
      assertThat(steps).isEqualTo(12);
      assertThat(losses).isEqualTo(expected);
      assertThat(model.values()).isEqualTo(kept.values()).isNotEqualTo(before);
    }
  }

  @Test
  void soItIsWithARealModel() {
    Path file = Path.of(System.getProperty("probe.basedir", "."), "models/pocket-gpt2/model.onnx");
    TrainingOptions options =
        TrainingTest.options(OptimizerOptions.Kind.ADAMW, Schedule.CONSTANT, 2);
    TrainingSet rows = TrainingTest.rows(7);
    TuneOptions opening = new TuneOptions(file, new Method.Full(), Device.CPU, 1, 1);
    List<Double> losses = new ArrayList<>();
    try (GraphTuning kept = GraphTuning.open(opening);
        GraphTuning model = GraphTuning.open(opening)) {
      List<Double> expected = training(kept.trainee(), rows, options);
      MemoryTraining.run(model.trainee(), rows, options, (step, loss) -> losses.add(loss));
      assertThat(losses).hasSize(6).isEqualTo(expected);
      List<int[]> contexts = List.of(new int[] {1, 2, 3}, new int[] {4, 5});
      assertThat(model.logits(contexts, new int[] {2, 1}))
          .isDeepEqualTo(kept.logits(contexts, new int[] {2, 1}));
    }
  }

  @Test
  void whoeverWatchesMayEndIt() {
    TrainingOptions options =
        TrainingTest.options(OptimizerOptions.Kind.ADAMW, Schedule.CONSTANT, 3);
    TrainingOptions shorter =
        TrainingTest.options(OptimizerOptions.Kind.ADAMW, Schedule.CONSTANT, 1);
    TrainingSet rows = TrainingTest.rows(11);
    try (BigramModel stopped = new BigramModel();
        BigramModel whole = new BigramModel()) {
      assertThat(MemoryTraining.run(stopped, rows, options, (step, loss) -> step < 4)).isEqualTo(4);
      assertThat(stopped.trained).isEqualTo(4);
      assertThat(MemoryTraining.run(whole, rows, shorter, (step, loss) -> true)).isEqualTo(4);
      assertThat(stopped.values()).isEqualTo(whole.values());
    }
  }

  @Test
  void aLossThatIsNotFiniteIsToldInOneLine() {
    List<Integer> seen = new ArrayList<>();
    try (BigramModel model = new BigramModel();
        Trainee failing = new TrainingTest.FailsAt(model, 5)) {
      assertThatThrownBy(
              () ->
                  MemoryTraining.run(
                      failing,
                      TrainingTest.rows(11),
                      TrainingTest.options(OptimizerOptions.Kind.ADAMW, Schedule.LINEAR, 3),
                      (step, loss) -> seen.add(step)))
          .isInstanceOfSatisfying(
              ProbeException.class,
              e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.NUMERIC))
          .hasMessageStartingWith("the loss of step 5 is NaN")
          .hasMessageContaining("lower --lr")
          .hasMessageNotContaining("\n");
    }
    assertThat(seen).containsExactly(1, 2, 3, 4);
  }
}
