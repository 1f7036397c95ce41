package probe.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;
import probe.concept.Library;
import probe.geometry.Linearity;
import probe.geometry.Space;
import probe.geometry.TokenPairs;
import probe.model.LanguageModel;
import probe.plan.Run;
import probe.plan.RunPlan;
import probe.result.Finding;
import probe.result.RunDocument;

/** The example of the README: it is compiled and run here, and the page shows the same lines. */
class LibraryExampleTest {
  private static final Path HOME = Path.of(System.getProperty("probe.basedir", "."));
  private static final Path SOURCE =
      Path.of("src", "test", "java", "probe", "example", "LibraryExampleTest.java");

  @TempDir private Path folder;

  private static void example(Path file, Path concepts, Path probe, PrintStream out) {
    // example begins
    Library library = Library.read(List.of(concepts, probe));
    try (LanguageModel model = LanguageModel.open(file, LanguageModel.Options.defaults())) {
      RunPlan plan = RunPlan.of(model, library);
      Run run = new Run(model, plan, new Run.Options("example", 1, 0, null));
      RunDocument document = run.execute((what, done, total) -> {});
      for (Finding finding : document.analyses().getFirst().findings()) {
        out.println(finding.claim() + ": " + finding.verdict() + "\n  " + finding.why());
      }
      // the same numbers without a run, from the unembedding alone
      Space euclidean = new Space("euclidean", plan.unembedding(), plan.declared());
      TokenPairs capitals = plan.corpus().concepts().getFirst().tokens();
      Linearity linearity = Linearity.of(euclidean, capitals, 1999, 2000, 1);
      out.printf("mean cosine %.3f over %d pairs%n", linearity.statistic(), linearity.scored());
    }
    // example ends
  }

  @Test
  void itRuns() throws IOException {
    Path file = SharedModels.require("stories260k").resolve("model.onnx");
    Path concepts = folder.resolve("capitals.tsv");
    Files.writeString(concepts, "the\tThe\nhe\tHe\nshe\tShe\nthey\tThey\non\tOn\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    example(
        file,
        concepts,
        HOME.resolve("probes").resolve("linearity.yaml"),
        new PrintStream(bytes, true, StandardCharsets.UTF_8));

    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text.lines().toList())
        .hasSize(5)
        .startsWith("capitals is linear (euclidean product): SUPPORTED")
        .contains("capitals is linear (causal product): SUPPORTED")
        .endsWith("mean cosine 0.682 over 5 pairs");
    assertThat(Files.readString(HOME.resolve("README.md"))).contains(text);
  }

  @Test
  void theReadmeShowsTheseLines() throws IOException {
    List<String> source = Files.readAllLines(HOME.resolve(SOURCE));
    List<String> lines =
        source
            .subList(
                source.indexOf("    // example begins") + 1, source.indexOf("    // example ends"))
            .stream()
            .map(line -> line.replaceFirst("^ {4}", ""))
            .toList();

    assertThat(lines).hasSizeGreaterThan(10);
    assertThat(Files.readString(HOME.resolve("README.md")))
        .contains("```java\n" + String.join("\n", lines) + "\n```\n");
  }
}
