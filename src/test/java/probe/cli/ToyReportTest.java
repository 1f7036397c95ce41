package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.report.MarkdownReport;
import probe.report.ResultsJson;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.RunDocument;
import probe.result.Verdict;

class ToyReportTest {
  private static final Analysis ANALYSIS =
      new Analysis(
          "toy",
          "toy-ocr",
          "Does the factorised model infer?",
          Verdict.SUPPORTED,
          "It does.",
          Map.of("classes", 4),
          List.of(
              new Finding(
                  "toy/infers",
                  "It infers.",
                  "factorised",
                  Verdict.SUPPORTED,
                  "The loss is small.",
                  List.of(Estimate.plain("loss", .01, 5, "seeds")),
                  List.of(
                      new HypothesisTest(
                          "chance", "chance", "loss", .01, null, null, null, .03, null, "", 0, 5,
                          "", 1)))),
          List.of(),
          List.of(),
          List.of());

  @TempDir private Path folder;

  @Test
  void threeFilesSayWhatAToyModelDoesAndNothingOfALanguageModel() throws Exception {
    Path out = folder.resolve("new");
    ToyReport.write(out, "probe toy ocr --classes 4", 1L, 2.5, List.of(ANALYSIS));

    try (var files = Files.list(out)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("results.json", "report.md", "report.html");
    }
    JsonNode json = new ObjectMapper().readTree(out.resolve("results.json").toFile());
    assertThat(json.get("certificate").isNull()).isTrue();
    assertThat(json.get("vocabulary").isNull()).isTrue();
    assertThat(json.get("model")).isEmpty();
    assertThat(json.at("/provenance/command").asText()).isEqualTo("probe toy ocr --classes 4");
    assertThat(json.at("/provenance/seed").asInt()).isEqualTo(1);
    assertThat(json.at("/provenance/java_version").asText()).isNotEmpty();
    assertThat(json.at("/ledger/rejected").asInt()).isEqualTo(1);
    assertThat(json.at("/times/analyses").asDouble()).isEqualTo(2.5);
    RunDocument read = ResultsJson.read(out.resolve("results.json"));
    assertThat(MarkdownReport.of(read)).isEqualTo(Files.readString(out.resolve("report.md")));
  }

  @Test
  void aFileInTheWayIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("taken"), "");

    assertThatThrownBy(() -> ToyReport.write(file, "probe toy ocr", null, 0, List.of(ANALYSIS)))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("is a file; --out takes a folder");
  }
}
