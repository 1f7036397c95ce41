package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PocketCheckpointsTest {
  @TempDir private Path folder;

  @Test
  void stepsAreSortedAndCountOnce() {
    PocketCheckpoints checkpoints = PocketCheckpoints.of(folder, List.of(10, 0, 10, 5), 10);

    assertThat(checkpoints.wanted()).isEqualTo(new TreeSet<>(List.of(0, 5, 10)));
    assertThat(checkpoints.folder(250)).isEqualTo(folder.resolve("checkpoints/step-000250"));
  }

  @ParameterizedTest
  @CsvSource({"-1, 'got -1'", "3, 'got 3'", "'0,4', 'got 4'", "x, 'x'"})
  void stepsThatTheTrainingDoesNotHaveAreRefused(String steps, String message) {
    Path out = folder.resolve("refused");
    OcrFiles.Outcome outcome =
        OcrFiles.run(
            new PocketTrainCommand(),
            "--arch",
            "gpt2",
            "--steps",
            "2",
            "--checkpoints",
            steps,
            "--out",
            out);

    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.err()).contains("--checkpoints", message);
    assertThat(out).doesNotExist();
  }
}
