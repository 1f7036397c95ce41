package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    assertThat(out.get("contexts").asInt()).isEqualTo(27);
    assertThat(out.get("runs")).hasSize(3);
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
        .isCloseTo(sum / 3, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(folder.resolve("toy-latent.json")).hasContent(outcome.out());
  }

  @Test
  void aGraphIsReadFromAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("graph.txt"), "# a chain\n1 2\n\n2 3\n");
    OcrFiles.Outcome outcome = run("--graph", file, "--seeds=1", "--control", "--contexts=0.9");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("3 concepts, dim 3, 8 contexts, 8 tokens, adam")
        .contains("the concept that no context knows: l_un");
    assertThat(GraphFile.parents(file, 3)).containsExactly(0, 1, 2);

    Files.writeString(file, "1 2\n2 4\n");
    assertThat(run("--graph", file).err())
        .isEqualTo(
            "probe: error: %s:2: an edge is two different concepts within [1, 3], such as '1 2', got '2 4'%n"
                .formatted(file));
    Files.writeString(file, "1 2\n2 1\n");
    assertThat(run("--graph", file).err()).contains("the graph has a cycle");
    assertThat(run("--graph", folder.resolve("none")).err())
        .contains("--graph takes random, independent or a file; cannot read");
  }

  @Test
  void wordsThatAreNoChoiceAreRefused() {
    assertThat(run("--optimizer=sgd").err())
        .isEqualTo("probe: error: --optimizer takes adam or gd, got 'sgd'\n");
    assertThat(run("--contexts=most").err())
        .isEqualTo(
            "probe: error: --contexts takes all, half or a share within (0, 1], got 'most'\n");
    assertThat(run("--seeds=0").code()).isEqualTo(Exit.INPUT);
  }
}
