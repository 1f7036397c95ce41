package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.OutputFolder;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.report.ReportFiles;
import probe.report.ResultsJson;
import probe.result.Analysis;
import probe.result.Certificate;
import probe.result.Ledger;
import probe.result.RunDocument;
import probe.result.VocabularyFacts;

/** What is found is a valid part of results.json, whatever fact sets are called. */
class OcrDocumentTest {
  private static final Path SCHEMA =
      Path.of(System.getProperty("probe.basedir", "."), "docs", "results.schema.json");

  private static Analysis analysis(String... names) {
    List<Trial> trials = new ArrayList<>();
    for (String name : names) {
      FactSet set = Trials.set(name, 5, 6, 2);
      for (int seed = 0; seed < 2; seed++) {
        for (Arm arm : Arm.values()) {
          Design design = Trials.design(set, arm, seed, 2, Trials.SHIFTED);
          Trials.Model base = Trials.prior(1);
          Trial ends =
              Trials.trial(design, base, Trials.memory().plus(base).plus(Trials.reasons(2)));
          trials.add(
              new Trial(
                  design,
                  ends.before(),
                  ends.after(),
                  List.of(new Checkpoint(3, ends.before()), new Checkpoint(7, ends.after()))));
        }
      }
    }
    return OcrAnalysis.of(
        new Experiment(
            "ocr", "m", "full", Map.of("steps", 7), trials, List.of(new Untested("x y", "why"))),
        Trials.FEW,
        1);
  }

  private static RunDocument document(Analysis analysis) {
    return new RunDocument(
        RunDocument.FORMAT,
        new Certificate(8, 0, 8, 0, 0, 1e-4, "padded", List.of(), List.of(), 1, "Ġ", ""),
        Map.of("seed", 1),
        Map.of("width", 64),
        new VocabularyFacts(
            9, 9, 3, 3, 2.0, 0, 3, 0.1, List.of(), List.of(3.0, 2.0, 1.5), true, ""),
        List.of(),
        List.of(analysis),
        Ledger.of(List.of(analysis), 0.05),
        Map.of());
  }

  @Test
  void theSchemaTakesIt() throws Exception {
    String text = ResultsJson.text(document(analysis("city", "b/<i>&\"c\"", "b/ i & c")));
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA))
                .validate(text, InputFormat.JSON))
        .isEmpty();
  }

  @Test
  void itIsReadAndRenderedLikeAnyOther(@TempDir Path folder) throws Exception {
    RunDocument document = document(analysis("city"));
    try (OutputFolder out = OutputFolder.prepare(folder.resolve("run"))) {
      ReportFiles.writeAll(out, document);
      out.commit();
    }
    Path run = folder.resolve("run");
    RunDocument read = ResultsJson.read(run.resolve("results.json"));
    assertThat(read.analyses().getFirst().findings())
        .hasSameSizeAs(document.analyses().getFirst().findings());
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("Generalization against hallucination over training");
    assertThat(Files.readString(run.resolve("report.md")))
        .contains("city/counterfactual")
        .contains("Transfer of test implications");
  }
}
