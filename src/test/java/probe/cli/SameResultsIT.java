package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;

/** Two runs of {@code probe run} with one seed, whatever else they differ in. */
class SameResultsIT {
  @TempDir private Path folder;

  @Test
  void sameSeedSameResults() throws Exception {
    Path model = SharedModels.require("gpt2-random").resolve("model.onnx");
    Path files = everyKind();
    String vectors = folder.resolve("vectors").toString();
    String[] base = {"--probes", files.toString()};
    JsonNode results =
        Results.run(
            folder.resolve("one"),
            model,
            Results.with(base, "--threads", "1", "--vectors", vectors));
    assertThat(Results.texts(results.get("analyses"), "kind"))
        .filteredOn(kind -> !kind.equals("compare"))
        .containsExactlyInAnyOrderElementsOf(Results.KINDS);
    for (String kind : Results.KINDS) {
      boolean tested =
          StreamSupport.stream(Results.analysis(results, kind).get("findings").spliterator(), false)
              .anyMatch(f -> !f.get("tests").isEmpty());
      assertThat(tested).as(kind).isTrue();
    }
    for (String kind : List.of("linearity", "orthogonality", "analogy", "hierarchy")) {
      assertThat(Results.texts(Results.analysis(results, kind).get("findings"), "verdict"))
          .as(kind + " of random weights")
          .doesNotContain("supported");
    }
    String first = withoutTimes("one");
    Set<String> kept = Results.names(folder.resolve("vectors"));
    assertThat(kept).isNotEmpty().allMatch(name -> name.endsWith(".safetensors"));

    Results.run(folder.resolve("two"), model, Results.with(base, "--threads", "2"));
    assertThat(withoutTimes("two")).isEqualTo(first);

    Results.run(
        folder.resolve("three"), model, Results.with(base, "--threads", "2", "--vectors", vectors));
    assertThat(withoutTimes("three")).isEqualTo(first);
    assertThat(Results.names(folder.resolve("vectors"))).isEqualTo(kept);

    JsonNode other =
        Results.run(
            folder.resolve("four"), model, Results.with(base, "--seed", "2", "--vectors", vectors));
    assertThat(other.get("ledger")).isNotEqualTo(results.get("ledger"));
    assertThat(other.get("certificate")).isEqualTo(results.get("certificate"));
    assertThat(Results.names(folder.resolve("vectors"))).isEqualTo(kept);
  }

  /** A probe of each kind with few draws, on two small concepts, their contexts, and a category. */
  private Path everyKind() throws IOException {
    Path files = Files.createDirectory(folder.resolve("files"));
    for (String kind : Results.KINDS) {
      String draws =
          switch (kind) {
            case "classify" ->
                "templates: [\"We like {}\", \"I like {}\"]\nrandom-directions: 2\n"
                    + "trainers: [logistic, lda]\nlayers: [1, 2]";
            case "orthogonality" -> "products: [euclidean, causal]";
            case "hierarchy" -> "products: [centred]\npublished-draws: 2";
            case "analogy" -> "products: [centred]\nbootstrap: 200";
            default -> "bootstrap: 200";
          };
      Results.probe(files, kind, draws);
    }
    Files.writeString(
        files.resolve("number.tsv"),
        """
        dog\tdogs
        cat\tcats
        car\tcars
        book\tbooks
        day\tdays
        year\tyears
        house\thouses
        game\tgames
        tree\ttrees
        king\tkings
        road\troads
        friend\tfriends
        """);
    Files.writeString(
        files.resolve("gender.tsv"),
        "he\tshe\nhis\ther\nman\twoman\nboy\tgirl\nfather\tmother\nson\tdaughter\n");
    StringBuilder contexts =
        new StringBuilder("kind: context-pairs\nname: seen\nconcept: number\npairs:\n");
    List<String> places = List.of("in the park", "at home", "on the hill", "by the sea");
    for (String place : places) {
      for (String verb : List.of("saw", "heard", "met")) {
        contexts
            .append("  - {template: ")
            .append(place.replace(' ', '-'))
            .append(", left: \"She ")
            .append(verb)
            .append(" a ")
            .append(place)
            .append("\", right: \"She ")
            .append(verb)
            .append(" two ")
            .append(place)
            .append("\"}\n");
      }
    }
    Files.writeString(files.resolve("contexts.yaml"), contexts);
    Files.writeString(
        files.resolve("things.yaml"),
        """
        kind: categories
        name: things
        children:
          animal: [horse, cow, pig, sheep, lion, bear]
          food: [bread, milk, meat, rice, cheese, fish]
          place: [city, village, country, island, river, lake]
        """);
    return files;
  }

  /** The text of the results, without the block that may differ. */
  private String withoutTimes(String out) throws IOException {
    String text = Files.readString(folder.resolve(out).resolve("results.json"));
    String without = text.replaceFirst("(?s)\"times\" : \\{[^}]*\\}", "");
    assertThat(without).hasSizeLessThan(text.length());
    return without;
  }
}
