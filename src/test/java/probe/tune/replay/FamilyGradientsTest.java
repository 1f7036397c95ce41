package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.checkpoint.family.FamilyFixture;
import probe.model.ModelConfig;
import probe.onnx.TrainableGraph;
import probe.tune.TrainingBatch;

/** Gradients of every weight of every family against differences of ONNX Runtime's losses. */
class FamilyGradientsTest {
  @TempDir private Path folder;

  static Stream<FamilyFixture> fixtures() throws Exception {
    return FamilyFixture.all();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void everyGradientEqualsADifferenceOfLosses(FamilyFixture fixture) throws Exception {
    check(fixture, FamilyFixture.imported(fixture.folder(), folder));
  }

  static Stream<Path> exports() throws Exception {
    return FamilyFixture.exports();
  }

  @ParameterizedTest
  @MethodSource("exports")
  void everyGradientOfAnExportEqualsADifferenceOfLosses(Path export) throws Exception {
    FamilyFixture fixture = FamilyFixture.of(export);
    int weights = check(fixture, export);
    // each of the checkpoint's once: tied ones were exported twice, equal norms merged
    assertThat(weights).isEqualTo(fixture.weights().names().size());
  }

  private static int check(FamilyFixture fixture, Path file) throws Exception {
    TrainableGraph model = TrainableGraph.open(file);
    ModelConfig config = ModelConfig.beside(fixture.folder());
    int[] ids = fixture.ids();
    // rows of different lengths, so that there is padding
    List<int[]> rows = List.of(ids, Arrays.copyOfRange(ids, 3, 11));
    try (ReplayTrainee trainee = ReplayTrainee.of(model, config, w -> true, Compute.cpu(1))) {
      List<String> lines =
          new GradientCheck(model, config, 1)
              .run(trainee, new TrainingBatch(rows, new int[] {1, 2}));
      assertThat(lines).hasSize(model.weights().size() + 1);
      return model.weights().size();
    }
  }
}
