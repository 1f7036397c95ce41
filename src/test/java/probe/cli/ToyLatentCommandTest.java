package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.algebra.Parallel;

class ToyLatentCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static OcrFiles.Outcome run(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("--concepts=3", "--steps=50"));
    arguments.addAll(List.of(more));
    return OcrFiles.run(new ToyLatentCommand(), arguments.toArray());
  }

  @Test
  void everySeedHasItsMeasures(@TempDir Path folder) throws Exception {
    OcrFiles.Outcome outcome = run("--seeds=3", "--json", "--out", folder);
    assertThat(outcome.code()).as(outcome.err()).isZero();

    JsonNode out = JSON.readTree(outcome.out());

    assertThat(out.get("dim").asInt()).isEqualTo(3);
    assertThat(out.get("runs")).hasSize(3);
    assertThat(out.get("runs").get(0).get("contexts").asInt()).isEqualTo(27);
    assertThat(out.get("runs").get(0).get("by_pair")).hasSize(3);
    assertThat(out.get("summary").get("untrained").get("l_un").get("n").asInt()).isEqualTo(3);
    assertThat(out.get("summary").get("control").isNull()).isTrue();
    double sum = 0;
    for (JsonNode run : out.get("runs")) {
      for (String key : List.of("excess", "l_un", "l_em", "al", "or_un", "or_em")) {
        assertThat(run.get(key).isDouble()).as(key).isTrue();
      }
      assertThat(run.get("by_concept")).hasSize(3);
      assertThat(run.get("curve").get(run.get("curve").size() - 1).get("l_un").asDouble())
          .isEqualTo(run.get("l_un").asDouble());
      sum += run.get("l_un").asDouble();
    }
    assertThat(out.get("summary").get("l_un").get("mean").asDouble())
        .isCloseTo(sum / 3, within(1e-12));
    assertThat(folder.resolve("toy-latent.json")).hasContent(outcome.out());
  }

  @Test
  void aGraphIsReadFromAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("graph.txt"), "# a chain\n1 2\n\n2 3\n");
    OcrFiles.Outcome outcome = run("--graph", file, "--seeds=1", "--control", "--contexts=0.9");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("3 concepts, dim 3, 8 contexts, 8 tokens, adam")
        .contains("concept 3, which no context knows and no mean includes: l_un");
    assertThat(GraphFile.parents(file, 3)).containsExactly(0, 1, 2);

    Files.writeString(file, "1 2\n2 4\n");
    assertThat(run("--graph", file).err())
        .isEqualTo(
            "probe: error: %s:2: an edge is two different concepts within [1, 3], such as '1 2', got '2 4'%n"
                .formatted(file));
    Files.writeString(file, "1 2\n\n2 3\n3 1\n");
    assertThat(run("--graph", file).err())
        .isEqualTo(
            "probe: error: %s:4: '3 1' closes a cycle; edges must lead from cause to effect only%n"
                .formatted(file));
    assertThat(run("--graph", file).code()).isEqualTo(Exit.INPUT);
    Files.writeString(file, "1 2\none 3\n");
    assertThat(run("--graph", file).err()).contains(":2: an edge is two", "got 'one 3'");
    Files.writeString(file, "1 3\n1 2\n2 3\n");
    assertThat(GraphFile.parents(file, 3)).containsExactly(0, 1, 3);
    assertThat(run("--graph", folder.resolve("none")).err())
        .contains("--graph takes random, independent or a file; cannot read");
  }

  @Test
  void theFolderHoldsAReport(@TempDir Path folder) throws Exception {
    OcrFiles.Outcome outcome = run("--seeds=2", "--control", "--out", folder);
    assertThat(outcome.code()).as(outcome.err()).isZero();

    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("results.json", "report.md", "report.html", "toy-latent.json");
    }
    JsonNode analysis =
        JSON.readTree(folder.resolve("results.json").toFile()).get("analyses").get(0);
    JsonNode runs = JSON.readTree(folder.resolve("toy-latent.json").toFile()).get("runs");
    assertThat(analysis.get("kind").asText()).isEqualTo("toy-latent");
    assertThat(analysis.get("findings")).hasSize(8);
    // results.json has ten digits
    assertThat(analysis.get("tables").get(1).get("rows").get(1).get(4).asDouble())
        .isCloseTo(runs.get(1).get("l_un").asDouble(), within(1e-9));
    assertThat(Files.readString(folder.resolve("report.md"))).contains("concept 3", "toy-latent");
  }

  @Test
  void threadsChangeNothing() {
    int before = Parallel.threads();
    try {
      Parallel.setThreads(1);
      String alone = run("--seeds=4", "--json").out();
      Parallel.setThreads(3);
      assertThat(run("--seeds=4", "--json").out()).isEqualTo(alone).contains("\"by_pair\"");
    } finally {
      Parallel.setThreads(before);
    }
  }

  @Test
  void wordsThatAreNoChoiceAreRefused() {
    assertThat(run("--optimizer=sgd").err())
        .isEqualTo("probe: error: --optimizer takes adam or gd, got 'sgd'\n");
    assertThat(run("--contexts=most").err())
        .isEqualTo(
            "probe: error: --contexts takes all, half or a share within (0, 1], got 'most'\n");
    assertThat(run("--tokens=0").err())
        .isEqualTo("probe: error: --tokens must be all, half or a share within (0, 1], got 0.0\n");
    assertThat(run("--tokens=0.1").err()).contains("at least 2 of each are needed");
    assertThat(OcrFiles.run(new ToyLatentCommand(), "--concepts=9").err())
        .isEqualTo("probe: error: --concepts must be within [2, 8], got 9\n");
    assertThat(run("--init=0").err()).contains("--init must be above 0, got 0.0");
    assertThat(run("--lr=nan").code()).isNotZero();
    assertThat(run("--seeds=0").code()).isEqualTo(Exit.INPUT);
  }
}
