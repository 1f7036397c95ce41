package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of models: refused in one line, never worse. */
class FuzzBenchmarkRunTest {
  @TempDir private Path folder;

  @Test
  void tenThousandDamagedFilesAreReadOrRefused() throws Exception {
    FuzzBenchmarkRun.Tally tally = new FuzzBenchmarkRun(folder, 1).run(10_000, done -> {});
    assertThat(tally.faults()).isEmpty();
    // the inputs are neither all whole nor all beyond reading
    assertThat(tally.ends().keySet())
        .containsExactlyInAnyOrder(
            "CONFIG read",
            "CONFIG refused",
            "GGUF read",
            "GGUF refused",
            "SAFETENSORS read",
            "SAFETENSORS refused",
            "TOKENIZER read",
            "TOKENIZER refused");
  }
}
