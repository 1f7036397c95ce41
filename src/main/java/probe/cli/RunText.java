package probe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import probe.kind.Corpus;
import probe.kind.Probe;
import probe.model.LanguageModel;
import probe.plan.RunPlan;
import probe.result.Analysis;
import probe.result.Certificate;
import probe.result.Concept;
import probe.result.RunDocument;
import probe.result.Verdict;

/** The plan and the outcome of a run, for the terminal. */
final class RunText {
  private RunText() {}

  static void print(PrintWriter to, RunPlan plan, LanguageModel model) {
    long pairs = plan.corpus().concepts().stream().mapToLong(c -> c.words().pairs().size()).sum();
    long used = plan.corpus().concepts().stream().mapToLong(c -> c.tokens().size()).sum();
    to.printf(Locale.ROOT, "probes             %,d%n", plan.probes().size());
    to.printf(Locale.ROOT, "concepts           %,d%n", plan.corpus().concepts().size());
    to.printf(Locale.ROOT, "word pairs         %,d listed, %,d usable%n", pairs, used);
    to.printf(Locale.ROOT, "contexts           %,d%n", plan.contexts());
    to.printf(Locale.ROOT, "tokens             %,d%n", plan.contextTokens());
    to.printf(Locale.ROOT, "batches            about %,d%n", plan.batches(model));
    to.printf(
        Locale.ROOT,
        "unembedding        [%,d, %,d]%n",
        plan.unembedding().rows(),
        plan.unembedding().columns());
    to.printf(Locale.ROOT, "bytes of states    %,d%n", plan.stateBytes(model));
    to.printf(Locale.ROOT, "bytes written      about %,d%n", plan.outputBytes());
    to.printf(Locale.ROOT, "peak memory        about %,d bytes%n", plan.peakMemoryBytes(model));
    for (Probe probe : plan.probes()) {
      to.printf(Locale.ROOT, "  probe %s%n", probe.name());
    }
    for (Corpus.ConceptWords concept : plan.corpus().concepts()) {
      to.printf(
          Locale.ROOT,
          "  %-24s %3d of %3d pairs%n",
          concept.name(),
          concept.tokens().size(),
          concept.words().pairs().size());
    }
  }

  static void print(PrintWriter to, RunDocument document, Path out) {
    Certificate certificate = document.certificate();
    if (certificate != null) {
      to.printf(
          Locale.ROOT,
          "parity certificate %s: lambda . gamma %.1e, batched %.1e, tolerance %.0e%n",
          certificate.holds() ? "holds" : "DOES NOT HOLD",
          certificate.lambdaGammaDifference(),
          certificate.batchedDifference(),
          certificate.tolerance());
    }
    long tested = document.concepts().stream().filter(Concept::tested).count();
    to.printf(
        Locale.ROOT,
        "%d of %d concepts have enough words in this vocabulary%n",
        tested,
        document.concepts().size());
    for (Analysis analysis : document.analyses()) {
      to.printf("%-14s %-14s %s%n", analysis.probe(), text(analysis.verdict()), analysis.summary());
    }
    to.printf(
        Locale.ROOT,
        "%,d tests, %,d with p <= %.2f, %.1f expected if nothing is there%n",
        document.ledger().tests(),
        document.ledger().rejected(),
        document.ledger().level(),
        document.ledger().expected());
    to.printf("wrote results.json, report.md and report.html to %s%n", out);
  }

  private static String text(Verdict verdict) {
    return switch (verdict) {
      case SUPPORTED -> "supported";
      case NOT_SUPPORTED -> "not supported";
      case CANNOT_TELL -> "cannot tell";
    };
  }
}
