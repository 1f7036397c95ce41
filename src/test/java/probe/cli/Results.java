package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Runs the command and looks things up in what it wrote. */
final class Results {
  static final Set<String> KINDS =
      Set.of(
          "alignment",
          "analogy",
          "classify",
          "hierarchy",
          "intervention",
          "linearity",
          "log-odds",
          "max-margin",
          "orthogonality");

  private Results() {}

  /** Writes a probe with few draws. */
  static void probe(Path folder, String kind, String more) throws IOException {
    Files.writeString(
        folder.resolve(kind + ".yaml"),
        "kind: %s\nname: %s\ndraws: 99\n%s\n".formatted(kind, kind, more));
  }

  static String[] with(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  static Set<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return new TreeSet<>(files.map(f -> f.getFileName().toString()).toList());
    }
  }

  static List<String> texts(JsonNode array, String field) {
    List<String> out = new ArrayList<>();
    array.forEach(item -> out.add(item.get(field).asText()));
    return out;
  }

  static JsonNode analysis(JsonNode results, String probe) {
    return only(results.get("analyses"), "probe", probe);
  }

  static JsonNode finding(JsonNode results, String id) {
    return only(analysis(results, id.substring(0, id.indexOf('/'))).get("findings"), "id", id);
  }

  static JsonNode only(JsonNode array, String field, String value) {
    JsonNode found = null;
    for (JsonNode item : array) {
      found = item.get(field).asText().equals(value) ? item : found;
    }
    return Objects.requireNonNull(found, value);
  }

  static JsonNode run(Path out, Path model, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("run", "--model", model.toString(), "--out", out.toString()));
    arguments.addAll(List.of(more));
    Launcher.Outcome outcome = Launcher.run(arguments);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(out.resolve("results.json").toFile());
  }
}
