package probe.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.result.Analysis;
import probe.result.Concept;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Ledger;
import probe.result.RunDocument;
import probe.result.Table;
import probe.result.Verdict;
import probe.stats.Distributions;
import probe.stats.Interval;

/** Results as the analyses name them, made by hand. */
final class Documents {
  static final List<String> SCORES =
      List.of("fact set", "arm", "transfer", "low", "high", "classes", "seeds");
  static final List<String> TOLD =
      List.of(
          "fact set", "arm", "pairing of", "told", "transfer", "low", "high", "classes", "seeds");
  static final List<String> MARGINS =
      List.of(
          "fact set",
          "arm",
          "pairing of",
          "told",
          "ratio",
          "low",
          "high",
          "theory",
          "classes",
          "seeds");

  private static final List<String> PAIRS =
      List.of("concept", "other", "share a value", "cosine", "random: mean absolute cosine");

  private Documents() {}

  // ---- concepts

  /** Concepts that share no value, c0, c1 and so on. */
  static List<Concept> concepts(int count) {
    List<Concept> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(concept("c" + i, "from" + i, "to" + i));
    }
    return out;
  }

  static Concept concept(String name, String from, String to) {
    return new Concept(name, from, to, "words.tsv", 9, 9, true, List.of(), List.of());
  }

  /** A finding about a concept in one inner product; "" for a kind that has none. */
  static Finding finding(String kind, String concept, String product, Estimate... estimates) {
    return new Finding(
        kind + "/" + concept + (product.isEmpty() ? "" : "/" + product),
        "claim",
        concept,
        Verdict.CANNOT_TELL,
        "why",
        List.of(estimates),
        List.of());
  }

  /** With a test's mean under the null hypothesis. */
  static Finding tested(Finding finding, String test, @Nullable Double nullMean) {
    return new Finding(
        finding.id(),
        finding.claim(),
        finding.subject(),
        finding.verdict(),
        finding.why(),
        finding.estimates(),
        List.of(
            new HypothesisTest(
                test, "", "", 0, nullMean, null, null, 0.5, null, "", 99, 9, "", 1)));
  }

  static Estimate estimate(String name, double value, double low, double high) {
    return new Estimate(name, value, low, high, Theory.LEVEL, 9, "units", "made by hand");
  }

  static Estimate estimate(String name, double value) {
    return estimate(name, value, value - 0.1, value + 0.1);
  }

  /** A finding with this estimate for c0, c1 and so on. */
  static List<Finding> findings(String kind, String product, String name, double... values) {
    List<Finding> out = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      out.add(finding(kind, "c" + i, product, estimate(name, values[i])));
    }
    return out;
  }

  // ---- analyses

  static Analysis analysis(
      String kind, Map<String, Object> settings, List<Finding> findings, List<Table> tables) {
    return new Analysis(
        kind, kind, "?", Verdict.CANNOT_TELL, "", settings, findings, List.of(), tables, List.of());
  }

  /** Of a kind of probe that has inner products. */
  static Analysis probe(String kind, List<Finding> findings, Table... tables) {
    return analysis(
        kind, Map.of("products", List.of("causal", "euclidean")), findings, List.of(tables));
  }

  /** Of fact sets taught by {@code method}. */
  static Analysis ocr(String method, Table... tables) {
    return analysis("ocr", Map.of("--method", method), List.of(), List.of(tables));
  }

  /** Of fact sets taught by adapters. */
  static Analysis rank(int rank, Table... tables) {
    return analysis(
        "ocr",
        Map.of("method", "lora with rows", "--method", "lora", "--rank", Integer.toString(rank)),
        List.of(),
        List.of(tables));
  }

  @SafeVarargs
  static Table table(String id, List<String> columns, List<@Nullable Object>... rows) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      all.add(row);
    }
    return new Table(id, "title", "about", columns, all);
  }

  static Table pairs(String product, List<List<@Nullable Object>> rows) {
    return new Table("pairs-" + product, "title", "about", PAIRS, rows);
  }

  static List<@Nullable Object> row(@Nullable Object... cells) {
    return Arrays.asList(cells);
  }

  // ---- runs

  static RunDocument run(List<Concept> concepts, Analysis... analyses) {
    return new RunDocument(
        RunDocument.FORMAT,
        null,
        Map.of("seed", 1, "model_sha256", "m"),
        Map.of(),
        null,
        concepts,
        List.of(analyses),
        Ledger.of(List.of(analyses), 0.05),
        Map.of());
  }

  /** A model with the results of some runs, in folders run-0, run-1 and so on. */
  static Subject model(RunDocument... runs) {
    List<Subject.Source> sources = new ArrayList<>();
    for (RunDocument run : runs) {
      sources.add(new Subject.Source("run-" + sources.size(), run));
    }
    return new Subject("it", Rung.PRETRAINED, sources, List.of());
  }

  static Prediction prediction(String id) {
    return Predictions.named(List.of(id)).getFirst();
  }

  /** What {@code id} finds on the model. */
  static Measured.Value value(String id, Subject subject) {
    if (prediction(id).measure(subject) instanceof Measured.Value value) {
      return value;
    }
    throw new AssertionError(id + ": " + prediction(id).measure(subject));
  }

  /** Why {@code id} finds nothing on the model. */
  static String why(String id, Subject subject) {
    if (prediction(id).measure(subject) instanceof Measured.Untested untested) {
      return untested.why();
    }
    throw new AssertionError(id + " was measured: " + prediction(id).measure(subject));
  }

  // ---- closed forms

  static double mean(double... values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** The mean of units of one value each, in which the jackknife is the t interval of the mean. */
  static Interval studentMean(double... values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
    int n = values.length;
    return reach(mean, Math.sqrt(squares / (n - 1) / n), n);
  }

  /** The t interval about {@code estimate}. */
  static Interval reach(double estimate, double error, int units) {
    double half = -Distributions.tQuantile((1 - Theory.LEVEL) / 2, units - 1.0) * error;
    return new Interval(
        estimate, estimate - half, estimate + half, Theory.LEVEL, units, 0, "closed form");
  }

  /** An estimate with what its interval reaches below and above it. */
  static Interval made(double value, double below, double above, int units) {
    return new Interval(value, value - below, value + above, Theory.LEVEL, units, 0, "");
  }

  /** The root of the sum of squares. */
  static double root(double... squared) {
    return Math.sqrt(Arrays.stream(squared).map(x -> x * x).sum());
  }
}
