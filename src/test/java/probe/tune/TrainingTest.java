package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import probe.ProbeException;

/** The loop on a softmax with exact gradients. */
class TrainingTest {
  private static final Training.Listener SILENT =
      new Training.Listener() {
        @Override
        public void step(StepMetrics metrics) {}

        @Override
        public void validated(int step, double loss) {}
      };

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(OptimizerOptions.Kind.class)
  void resumingGivesTheBitsOfAnUninterruptedRun(OptimizerOptions.Kind kind) throws IOException {
    TrainingOptions options = options(kind, Schedule.COSINE, 3);
    float[] whole;
    try (BigramModel model = new BigramModel()) {
      Training training = training(model, options, folder.resolve("whole"));
      assertThat(training.totalSteps()).isEqualTo(12);
      assertThat(training.run(false, TrainingTest::never, SILENT).finished()).isTrue();
      whole = model.values();
    }
    List<JsonNode> lines = metrics(folder.resolve("whole"));
    assertThat(lines).hasSize(12);
    for (int stop = 0; stop <= 12; stop++) {
      Path out = folder.resolve("stopped" + stop);
      try (BigramModel model = new BigramModel()) {
        Training.Outcome outcome =
            training(model, options, out).run(false, after(model, stop), SILENT);
        assertThat(outcome.steps()).isEqualTo(stop);
        assertThat(outcome.finished()).isEqualTo(stop == 12);
      }
      try (BigramModel model = new BigramModel()) {
        Training.Outcome outcome =
            training(model, options, out).run(true, TrainingTest::never, SILENT);
        assertThat(outcome.finished()).isTrue();
        assertThat(model.values()).containsExactly(whole);
      }
      List<JsonNode> resumed = metrics(out);
      assertThat(resumed).hasSize(12);
      for (int step = 0; step < 12; step++) {
        for (String key : List.of("step", "epoch", "loss", "grad_norm", "lr")) {
          assertThat(resumed.get(step).get(key)).isEqualTo(lines.get(step).get(key));
        }
        assertThat(resumed.get(step).get("validation_loss"))
            .isEqualTo(lines.get(step).get("validation_loss"));
      }
    }
  }

  @Test
  void aLineOfMetricsEachStepWithValidationAtTheEndOfAnEpoch() throws IOException {
    try (BigramModel model = new BigramModel()) {
      training(model, options(OptimizerOptions.Kind.ADAMW, Schedule.LINEAR, 2), folder)
          .run(false, TrainingTest::never, SILENT);
    }
    List<JsonNode> lines = metrics(folder);
    assertThat(lines).hasSize(8);
    for (int i = 0; i < 8; i++) {
      assertThat(lines.get(i).get("step").asInt()).isEqualTo(i + 1);
      assertThat(lines.get(i).get("epoch").asInt()).isEqualTo(i / 4 + 1);
      assertThat(lines.get(i).get("tokens_per_second").asDouble()).isPositive();
      assertThat(lines.get(i).has("validation_loss")).isEqualTo(i % 4 == 3);
    }
    assertThat(lines.get(0).get("lr").asDouble()).isZero(); // two steps of warm-up, from 0
    assertThat(lines.get(1).get("lr").asDouble()).isEqualTo(0.025);
    assertThat(lines.get(7).get("validation_loss").asDouble())
        .isLessThan(lines.get(3).get("validation_loss").asDouble());
  }

  @Test
  void theValidationLossIsTheMeanOverAllTargetTokens() throws IOException {
    TrainingSet rows = rows(11);
    try (BigramModel model = new BigramModel()) {
      TrainingOptions options = options(OptimizerOptions.Kind.SGD, Schedule.CONSTANT, 1);
      Training training = new Training(model, rows, rows, options, Map.of(), folder);
      Training.Outcome outcome = training.run(false, TrainingTest::never, SILENT);
      try (Trainee.Step step = model.step(rows.all(), false)) {
        assertThat(outcome.validationLoss()).isCloseTo(step.loss(), within(1e-12));
      }
    }
  }

  @Test
  void clippingBoundsTheUpdate() throws IOException {
    TrainingOptions options =
        new TrainingOptions(
            new OptimizerOptions(OptimizerOptions.Kind.SGD, 0, 0),
            1,
            Schedule.CONSTANT,
            0,
            0,
            1,
            4,
            0.01,
            1,
            false);
    try (BigramModel model = new BigramModel()) {
      float[] before = model.values();
      new Training(model, rows(4), null, options, Map.of(), folder)
          .run(false, TrainingTest::never, SILENT);
      float[] after = model.values();
      double moved = 0;
      for (int i = 0; i < before.length; i++) {
        moved += Math.pow(after[i] - before[i], 2);
      }
      assertThat(Math.sqrt(moved)).isCloseTo(0.01, within(1e-5));
      assertThat(metrics(folder).get(0).get("grad_norm").asDouble()).isGreaterThan(0.05);
    }
  }

  @Test
  void aLossThatIsNotFiniteStopsAndTheLastGoodCheckpointStays() throws IOException {
    TrainingOptions options = options(OptimizerOptions.Kind.ADAMW, Schedule.LINEAR, 3);
    try (BigramModel model = new BigramModel();
        Trainee failing = new FailsAt(model, 5)) {
      assertThatThrownBy(
              () -> training(failing, options, folder).run(false, TrainingTest::never, SILENT))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("the loss of step 5 is NaN; lower --lr")
          .hasMessageContaining("is the last good one");
    }
    assertThat(metrics(folder)).hasSize(4);
    float[] whole;
    try (BigramModel model = new BigramModel()) {
      training(model, options, folder.resolve("whole")).run(false, TrainingTest::never, SILENT);
      whole = model.values();
    }
    try (BigramModel model = new BigramModel()) {
      training(model, options, folder).run(true, TrainingTest::never, SILENT);
      assertThat(model.values()).containsExactly(whole);
    }
  }

  @Test
  void anUpdateThatOverflowsIsNotKept() {
    TrainingOptions options =
        new TrainingOptions(
            new OptimizerOptions(OptimizerOptions.Kind.SGD, 0, 0),
            1e40,
            Schedule.CONSTANT,
            0,
            1,
            0,
            100,
            0,
            1,
            false);
    try (BigramModel model = new BigramModel()) {
      Training training = new Training(model, rows(4), null, options, Map.of(), folder);
      assertThatThrownBy(() -> training.run(false, TrainingTest::never, SILENT))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("after step 1 parameter table is not finite");
    }
    assertThat(new Checkpoint(folder.resolve("checkpoint")).state().step()).isZero();
  }

  @Test
  void aFailureBeforeTheFirstStepWritesNothing() {
    Path out = folder.resolve("new");
    try (BigramModel model = new BigramModel();
        Trainee failing = new FailsAt(model, 1)) {
      TrainingOptions options = options(OptimizerOptions.Kind.ADAMW, Schedule.LINEAR, 3);
      assertThatThrownBy(
              () -> training(failing, options, out).run(false, TrainingTest::never, SILENT))
          .hasMessageContaining("step 1 is NaN");
    }
    assertThat(out).doesNotExist();
  }

  @Test
  void otherSettingsAreRefusedByName() {
    TrainingOptions linear = options(OptimizerOptions.Kind.ADAMW, Schedule.LINEAR, 3);
    TrainingOptions cosine = options(OptimizerOptions.Kind.ADAMW, Schedule.COSINE, 3);
    try (BigramModel model = new BigramModel()) {
      training(model, linear, folder).run(false, after(model, 3), SILENT);
    }
    try (BigramModel model = new BigramModel()) {
      assertThatThrownBy(() -> training(model, cosine, folder).begin(true))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("was made with --schedule linear, this run has cosine");
      assertThatThrownBy(() -> training(model, linear, folder).begin(false))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("stopped at step 3 of 12; go on with --resume");
      assertThatThrownBy(() -> training(model, linear, folder.resolve("no")).begin(true))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("no checkpoint in");
      assertThat(training(model, linear, folder).begin(true)).isEqualTo(3);
    }
  }

  @Test
  void aRunWithAConstantRateCanBeMadeLonger() {
    float[] whole;
    try (BigramModel model = new BigramModel()) {
      training(
              model,
              options(OptimizerOptions.Kind.ADAM, Schedule.CONSTANT, 3),
              folder.resolve("whole"))
          .run(false, TrainingTest::never, SILENT);
      whole = model.values();
    }
    try (BigramModel model = new BigramModel()) {
      training(model, options(OptimizerOptions.Kind.ADAM, Schedule.CONSTANT, 2), folder)
          .run(false, TrainingTest::never, SILENT);
    }
    try (BigramModel model = new BigramModel()) {
      training(model, options(OptimizerOptions.Kind.ADAM, Schedule.CONSTANT, 3), folder)
          .run(true, TrainingTest::never, SILENT);
      assertThat(model.values()).containsExactly(whole);
    }
  }

  static TrainingOptions options(OptimizerOptions.Kind kind, Schedule schedule, int epochs) {
    return new TrainingOptions(
        new OptimizerOptions(kind, 0.01, kind == OptimizerOptions.Kind.SGD ? 0.9 : 0),
        0.05,
        schedule,
        schedule == Schedule.CONSTANT ? 0 : 2,
        epochs,
        0,
        3,
        1,
        11,
        true);
  }

  private static Training training(Trainee trainee, TrainingOptions options, Path out) {
    return new Training(trainee, rows(11), rows(5), options, options.settings(), out);
  }

  private static boolean never() {
    return false;
  }

  private static BooleanSupplier after(BigramModel model, int steps) {
    return () -> model.trained >= steps;
  }

  static TrainingSet rows(int count) {
    SplittableRandom random = new SplittableRandom(4);
    List<int[]> ids = new ArrayList<>();
    int[] lossFrom = new int[count];
    for (int row = 0; row < count; row++) {
      int[] tokens = new int[3 + row % 4];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = i > 0 && random.nextInt(3) > 0 ? (tokens[i - 1] + 1) % 7 : random.nextInt(7);
      }
      ids.add(tokens);
      lossFrom[row] = 1 + row % 2;
    }
    return new TrainingSet(ids, lossFrom, 0);
  }

  private static List<JsonNode> metrics(Path folder) throws IOException {
    List<JsonNode> out = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
      out.add(new ObjectMapper().readTree(line));
    }
    return out;
  }

  /** Gives NaN for the loss of one step. */
  static final class FailsAt implements Trainee {
    private final BigramModel model;
    private final int step;

    FailsAt(BigramModel model, int step) {
      this.model = model;
      this.step = step;
    }

    @Override
    public List<Parameter> parameters() {
      return model.parameters();
    }

    @Override
    public Step step(TrainingBatch batch, boolean gradients) {
      Step done = model.step(batch, gradients);
      if (model.trained != step) {
        return done;
      }
      return new Step() {
        @Override
        public double loss() {
          return Double.NaN;
        }

        @Override
        public int targets() {
          return done.targets();
        }

        @Override
        public MemorySegment gradient(int parameter) {
          return done.gradient(parameter);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}
