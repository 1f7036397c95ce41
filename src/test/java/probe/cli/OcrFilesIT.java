package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code probe ocr check} and {@code probe ocr make}. */
class OcrFilesIT {
  private static final String SET =
      OcrFiles.SETS.resolve("pocket/sport-music.yaml").toAbsolutePath().toString();

  @TempDir private Path folder;

  @Test
  void whatIsMadeCanBeTrainedOn() throws Exception {
    String model = OcrFiles.MODELS.resolve("pocket-gpt2/model.onnx").toAbsolutePath().toString();
    Launcher.Outcome check = Launcher.run("ocr", "check", SET, "--model", model);
    assertThat(check.code()).as(check.err()).isZero();
    assertThat(check.out()).contains("name     sport-music-pocket", "6 in the longest row");

    Path rows = folder.resolve("rows");
    Launcher.Outcome made = Launcher.run("ocr", "make", SET, "--out", rows.toString());
    assertThat(made.code()).as(made.err()).isZero();

    Launcher.Outcome tuned =
        Launcher.run(
            "tune",
            "--model",
            model,
            "--train",
            rows.resolve("train.jsonl").toString(),
            "--method",
            "full",
            "--steps",
            "2",
            "--out",
            folder.resolve("tuned").toString());
    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(tuned.out()).containsPattern("rows +200, of [0-9,]+ tokens, 200 of them targets");
  }

  @Test
  void aFactSetIsNoProbe() throws Exception {
    Launcher.Outcome outcome =
        Launcher.run("run", "--probes", SET, "--out", folder.resolve("out").toString());

    assertThat(outcome.code()).isEqualTo(Exit.INPUT);
    assertThat(outcome.err().strip().lines()).hasSize(1);
    assertThat(outcome.err()).contains("sport-music.yaml:1: a fact set is no probe", "probe ocr");
  }
}
