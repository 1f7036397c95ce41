package probe.theory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import probe.result.Analysis;
import probe.result.Finding;
import probe.stats.Interval;

/** Table models of several seeds as an analysis. */
public final class LatentAnalysis {
  /** The analysis' kind, and its name. */
  public static final String KIND = "toy-latent";

  private static final String QUESTION =
      "Do concepts become parallel directions, orthogonal to each other, when free tables are"
          + " trained to predict tokens from what contexts know (arXiv 2403.03867)?";

  private LatentAnalysis() {}

  /**
   * Of one set-up and at least one seed.
   *
   * @throws IllegalArgumentException for none, or for options that differ
   */
  public static Analysis of(List<LatentOutcome> outcomes) {
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException("an analysis needs at least 1 outcome, got 0");
    }
    LatentOptions options = outcomes.getFirst().options();
    for (LatentOutcome outcome : outcomes) {
      if (!outcome.options().equals(options)) {
        throw new IllegalArgumentException(
            "an analysis is of one set-up, got %s and %s".formatted(options, outcome.options()));
      }
    }
    List<Finding> findings = LatentFindings.of(KIND, outcomes);
    return new Analysis(
        KIND,
        KIND,
        QUESTION,
        LatentFindings.overall(findings),
        summary(options, outcomes),
        settings(options, outcomes),
        findings,
        LatentFigures.of(outcomes),
        LatentTables.of(outcomes),
        notes(options, outcomes));
  }

  private static String summary(LatentOptions options, List<LatentOutcome> outcomes) {
    return String.format(
        Locale.ROOT,
        "%d concepts in %d dimensions, %s: mean cosine of a concept's steering vectors %s among"
            + " unembeddings and %s among embeddings, of the two kinds %s; mean |cosine| of"
            + " different concepts %s; loss above the floor %s.",
        options.concepts(),
        options.dim(),
        outcomes.size() == 1 ? "1 seed" : outcomes.size() + " seeds",
        text(LatentMeasure.L_UN, outcomes),
        text(LatentMeasure.L_EM, outcomes),
        text(LatentMeasure.AL, outcomes),
        text(LatentMeasure.OR_UN, outcomes),
        text(LatentMeasure.EXCESS, outcomes));
  }

  private static String text(LatentMeasure measure, List<LatentOutcome> outcomes) {
    Interval mean = SeedMean.of(measure, outcomes);
    return String.format(
        Locale.ROOT, measure == LatentMeasure.EXCESS ? "%.4f" : "%.3f", mean.estimate());
  }

  private static Map<String, Object> settings(LatentOptions options, List<LatentOutcome> outcomes) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("concepts", options.concepts());
    out.put("dim", options.dim());
    out.put("contexts", options.contextShare());
    out.put("tokens", options.tokenShare());
    out.put("control", options.control());
    out.put("optimizer", options.optimizer().toString());
    out.put("lr", options.learningRate());
    out.put("steps", options.steps());
    out.put("init", options.init());
    out.put("seeds", outcomes.stream().map(LatentOutcome::seed).toList());
    return out;
  }

  private static List<String> notes(LatentOptions options, List<LatentOutcome> outcomes) {
    List<String> out = new ArrayList<>();
    out.add(
        "Every cosine depends on the number of dimensions: with more than there are concepts the"
            + " loss reaches its floor while steering vectors of a concept stay far from"
            + " parallel.");
    out.add(
        "Some seeds stall in a local optimum, so read the table by seed beside every mean. The"
            + " intervals are Student's over seeds, which draw graph, probabilities and tables"
            + " anew; they are not corrected for the number of claims.");
    if (options.contextShare() < 1 || options.tokenShare() < 1) {
      out.add(
          "Contexts and tokens are drawn anew with every seed; probabilities are renormalised over"
              + " the tokens that are there, contexts that no token agrees with are left out, and"
              + " steering vectors need both of their ends.");
    }
    if (options.control()) {
      out.add(
          "No context knows concept %d. It is in no mean; its own numbers are in the tables by"
                  .formatted(options.concepts())
              + " concept and by pair.");
    }
    if (outcomes.size() < 2) {
      out.add("One seed has no interval, so there are no verdicts.");
    }
    return out;
  }
}
