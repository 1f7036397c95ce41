package probe.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.Provenance;
import probe.compare.CompareAnalysis;
import probe.compare.Row;
import probe.compare.Subject;
import probe.result.Analysis;
import probe.result.Ledger;
import probe.result.RunDocument;

/** The comparison as a document of its own, and as the end of a run's. */
final class CompareDocument {
  private static final double LEVEL = 0.05;

  private CompareDocument() {}

  /** Of several models: each is named with its hash and the commands of its runs. */
  static RunDocument of(
      List<Row> rows, List<Subject> subjects, String command, long seed, long nanos) {
    Map<String, @Nullable Object> origin =
        new LinkedHashMap<>(Provenance.withoutModel(command, seed));
    List<Map<String, @Nullable Object>> models = new ArrayList<>();
    for (Subject subject : subjects) {
      for (Subject.Source source : subject.sources()) {
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("name", subject.name());
        run.put("results", source.where());
        run.put("model_sha256", source.document().provenance().get("model_sha256"));
        run.put("command", source.document().provenance().get("command"));
        run.put("seed", source.document().provenance().get("seed"));
        models.add(run);
      }
    }
    origin.put("models", models);
    List<Analysis> analyses = List.of(CompareAnalysis.of(rows, seed));
    return RunDocument.withoutModel(
        origin, analyses, Ledger.of(analyses, LEVEL), Map.of("compare", nanos / 1e9));
  }

  /** {@code document} with the comparison at its end. */
  static RunDocument append(RunDocument document, List<Row> rows, long seed, long nanos) {
    List<Analysis> analyses = new ArrayList<>(document.analyses());
    analyses.add(CompareAnalysis.of(rows, seed));
    Map<String, Double> times = new LinkedHashMap<>(document.times());
    times.put("compare", nanos / 1e9);
    return new RunDocument(
        document.format(),
        document.certificate(),
        document.provenance(),
        document.model(),
        document.vocabulary(),
        document.concepts(),
        analyses,
        document.ledger(), // comparisons are intervals: they add no test
        times);
  }
}
