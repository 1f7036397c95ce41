package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;

/** {@code probe compare} on results, and on a model. */
class CompareIT {
  private static final Path POCKET = OcrFiles.MODELS.resolve("pocket-gpt2/model.onnx");

  @TempDir private Path folder;

  private Path run(String name, Object... arguments) throws Exception {
    Path out = folder.resolve(name);
    List<String> command = new ArrayList<>();
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    command.addAll(List.of("--out", out.toString()));
    Launcher.Outcome outcome = Launcher.run(command);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(Results.names(out)).contains("report.html", "report.md", "results.json");
    return out;
  }

  private static JsonNode json(Path out) throws Exception {
    return new ObjectMapper().readTree(out.resolve("results.json").toFile());
  }

  /** The rows of the comparison in {@code out}, by prediction. */
  private static Map<String, Map<String, JsonNode>> rows(Path out) throws Exception {
    JsonNode tables = Results.analysis(json(out), "compare").get("tables");
    JsonNode table = Results.only(tables, "id", "predictions");
    Map<String, Map<String, JsonNode>> rows = new TreeMap<>();
    for (JsonNode cells : table.get("rows")) {
      Map<String, JsonNode> row = new TreeMap<>();
      for (int i = 0; i < cells.size(); i++) {
        row.put(table.get("columns").get(i).asText(), cells.get(i));
      }
      rows.put(cells.get(0).asText(), row);
    }
    return rows;
  }

  private static void requireMeasured(Map<String, JsonNode> row) {
    for (String number : List.of("measured", "low", "high", "discrepancy", "theory")) {
      assertThat(row.get(number).isNumber()).as("%s: %s", row, number).isTrue();
    }
    assertThat(row.get("low").asDouble()).isLessThanOrEqualTo(row.get("high").asDouble());
    assertThat(row.get("verdict").asText()).isIn("holds", "fails", "cannot tell");
  }

  @Test
  void resultsOfProbesAreHeldToTheTheory() throws Exception {
    Path probes = Files.createDirectory(folder.resolve("probes"));
    for (String kind : List.of("linearity", "alignment", "max-margin")) {
      Results.probe(probes, kind, "products: [euclidean]\nbootstrap: 200");
    }
    Results.probe(probes, "orthogonality", "products: [euclidean]");
    Results.probe(probes, "log-odds", "bootstrap: 200\ncontexts: 60");
    Path results = run("results", "run", "--model", POCKET, "--ocr", "none", "--probes", probes);

    Object[] command = {
      "compare", "--results", results, "--seeds", "2", "--predictions", "A1,A2,A3,A4,A5,A6,B2"
    };
    Path first = run("first", command);

    Map<String, Map<String, JsonNode>> rows = rows(first);
    assertThat(rows).hasSize(7);
    for (String id : List.of("A1", "A2", "A3", "A4", "A5")) {
      requireMeasured(rows.get(id));
      assertThat(rows.get(id).get("rung").asText()).isEqualTo("pocket world");
      assertThat(rows.get(id).get("model").asText()).isEqualTo("pocket-gpt2");
      assertThat(rows.get(id).get("where").asText()).startsWith(results + ", ");
    }
    for (String id : List.of("A6", "B2")) {
      assertThat(rows.get(id).get("measured").isNull()).as(id).isTrue();
      assertThat(rows.get(id).get("verdict").asText()).isEqualTo("cannot tell");
      assertThat(rows.get(id).get("where").asText()).contains("`probe ");
    }
    // directions of concepts are what pocket models are trained to have
    assertThat(rows.get("A1").get("verdict").asText()).isEqualTo("holds");

    // `first` is of the same command but for its folder
    Path kept = folder.resolve("kept");
    Files.move(first, kept);
    assertThat(OcrFiles.withoutTimes(run("first", command))).isEqualTo(OcrFiles.withoutTimes(kept));
  }

  @Test
  void trainingsAreFoundInWhatTheyWrote() throws Exception {
    Path set = OcrSets.pocket(folder);
    Path full =
        teach("full", set, "full", "2", "--arms", "spurious,shuffled", "--implications", "0,1");
    Path one = teach("rank-1", set, "lora", "1", "--arms", "spurious", "--rows", "--rank", "1");
    Path two = teach("rank-2", set, "lora", "1", "--arms", "spurious", "--rows", "--rank", "2");

    Path out =
        run(
            "out",
            "compare",
            "--seeds",
            "2",
            "--predictions",
            "B1,B4,B6",
            "--results",
            full,
            one,
            two);

    Map<String, Map<String, JsonNode>> rows = rows(out);
    assertThat(rows).containsOnlyKeys("B1", "B4", "B6");
    rows.values().forEach(CompareIT::requireMeasured);
    assertThat(rows.get("B6").get("where").asText()).contains("rank-2", "rank-1");
  }

  private Path teach(String name, Path set, String method, String seeds, String... more)
      throws Exception {
    List<Object> command = new ArrayList<>(List.of("ocr", "--facts", set, "--method", method));
    command.addAll(List.of("--epochs", "1", "--seeds", seeds));
    command.addAll(List.of(more));
    return run(name, command.toArray());
  }

  @Test
  void randomWeightsDoNothingThatTheTheorySays() throws Exception {
    Path model = SharedModels.require("gpt2-random").resolve("model.onnx");

    Path out =
        run("out", "compare", "--model", model, "--predictions", "A1,A2,A3,A5", "--seeds", "2");

    Map<String, Map<String, JsonNode>> rows = rows(out);
    assertThat(rows).containsOnlyKeys("A1", "A2", "A3", "A5");
    rows.forEach(
        (id, row) -> {
          assertThat(row.get("rung").asText()).isEqualTo("pretrained model");
          assertThat(row.get("verdict").asText()).as(id).isNotEqualTo("holds");
        });
    assertThat(Results.names(out.resolve("runs"))).containsExactly("gpt2-random-probes");
    assertThat(json(out.resolve("runs/gpt2-random-probes")).get("analyses")).hasSize(4);
    assertThat(json(out).get("provenance").get("models").get(0).get("name").asText())
        .isEqualTo("gpt2-random");
  }
}
