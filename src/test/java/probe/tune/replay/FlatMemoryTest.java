package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SmallModel;
import probe.model.LanguageModel;
import probe.onnx.TrainableGraph;
import probe.tune.Trainee;
import probe.tune.TrainingBatch;

/** Two thousand steps take no more memory than the first hundreds. */
class FlatMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  // the heap may grow by this much before it is collected
  private static final long SLACK_KILOBYTES = 64 * 1024;

  @TempDir private Path folder;

  @Test
  void residentSizeStaysFlat() throws Exception {
    assumeTrue(Files.exists(STATUS), "only Linux says how much memory is resident");
    Path file = SmallModel.write(folder, SmallModel.fillers(50), 16, 16, false, 1);
    int[] ids = {1, 5, 9, 13, 17, 21, 25, 29};
    TrainingBatch batch = new TrainingBatch(List.of(ids, ids), new int[] {1, 1});
    try (LanguageModel model = LanguageModel.open(file, LanguageModel.Options.defaults());
        ReplayTrainee trainee =
            ReplayTrainee.of(
                TrainableGraph.open(file), model.config(), weight -> true, Compute.cpu(1))) {
      long early = 0;
      for (int step = 1; step <= 2000; step++) {
        try (Trainee.Step done = trainee.step(batch, true)) {
          assertThat(done.gradient(0).byteSize()).isPositive();
        }
        if (step == 400) {
          early = collected();
        }
      }
      assertThat(collected() - early).isLessThan(SLACK_KILOBYTES);
    }
  }

  private static long collected() throws IOException {
    System.gc();
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
