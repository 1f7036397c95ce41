package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;

/** {@code probe ocr} that is killed, and its part of {@code probe run}. */
class OcrIT {
  @TempDir private Path folder;

  private List<String> command(String out) throws IOException {
    return new ArrayList<>(
        List.of(
            "ocr",
            "--facts",
            OcrSets.pocket(folder).toString(),
            "--method",
            "full",
            "--epochs",
            "30",
            "--seeds",
            "4",
            "--out",
            folder.resolve(out).toString()));
  }

  private static int trials(Path out) throws IOException {
    Path trials = out.resolve("trials");
    return Files.isDirectory(trials)
        ? (int)
            Results.names(trials).stream()
                .filter(name -> !name.startsWith(".") && !name.endsWith("-inside.json"))
                .count()
        : 0;
  }

  @Test
  void whatWasKilledGoesOnToTheSameResults() throws Exception {
    Launcher.Outcome whole = Launcher.run(command("whole"));
    assertThat(whole.code()).as(whole.err()).isZero();
    assertThat(trials(folder.resolve("whole"))).isEqualTo(12);

    Path out = folder.resolve("killed");
    List<String> one = command("killed");
    one.addAll(List.of("--threads", "1"));
    Process process = Launcher.start(one.toArray(String[]::new));
    while (process.isAlive() && trials(out) == 0) {
      Thread.sleep(5);
    }
    // to the JVM: the launcher has replaced itself with it
    process.destroyForcibly().waitFor();
    assertThat(trials(out)).isBetween(1, 11);
    assertThat(out.resolve("results.json")).doesNotExist();
    Path first;
    try (var files = Files.list(out.resolve("trials"))) {
      first =
          files.filter(f -> !f.getFileName().toString().startsWith(".")).findFirst().orElseThrow();
    }
    var written = Files.getLastModifiedTime(first);

    Launcher.Outcome again = Launcher.run(command("killed"));
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(trials(out)).isEqualTo(12);
    assertThat(Files.getLastModifiedTime(first)).isEqualTo(written);
    assertThat(OcrFiles.withoutTimes(out))
        .isEqualTo(OcrFiles.withoutTimes(folder.resolve("whole")));
  }

  @Test
  void aRunHasItWhereItIsAskedFor() throws Exception {
    // too few words for the sets that ship, which it says at once
    Path model = SharedModels.require("stories260k").resolve("model.onnx");
    Path probes = Files.createDirectory(folder.resolve("probes"));
    Results.probe(probes, "orthogonality", "products: [euclidean]");
    JsonNode with =
        Results.run(
            folder.resolve("with"), model, "--probes", probes.toString(), "--ocr", "prompt");
    assertThat(Results.texts(with.get("analyses"), "kind")).containsExactly("orthogonality", "ocr");
    assertThat(Results.analysis(with, "ocr").get("verdict").asText()).isNotEqualTo("supported");
    assertThat(with.get("provenance").get("command").asText()).contains("--ocr prompt");
    JsonNode without =
        Results.run(folder.resolve("none"), model, "--probes", probes.toString(), "--ocr", "none");
    assertThat(Results.texts(without.get("analyses"), "kind")).containsExactly("orthogonality");
    assertThat(Results.analysis(without, "orthogonality"))
        .isEqualTo(Results.analysis(with, "orthogonality"));

    Launcher.Outcome refused =
        Launcher.run(
            "run", "--model", model.toString(), "--ocr", "bad", "--out", folder + "/refused");
    assertThat(refused.code()).isEqualTo(Exit.INPUT);
    assertThat(refused.err())
        .isEqualTo("probe: error: --ocr takes one of prompt, lora, full, none, got 'bad'\n");
    assertThat(folder.resolve("refused")).doesNotExist();
  }
}
