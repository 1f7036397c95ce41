package probe.report;

import com.google.errorprone.annotations.FormatMethod;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import probe.plan.ConceptResult;
import probe.plan.RunResult;
import probe.result.Certificate;
import probe.stats.Summary;

/** The results of a run as a page of Markdown. */
public final class RunMarkdown {
  private final StringBuilder out = new StringBuilder();

  private RunMarkdown() {}

  /** Renders {@code result}. */
  public static String of(RunResult result) {
    RunMarkdown page = new RunMarkdown();
    page.line("# Word pairs in %s", result.provenance().model());
    page.certificate(result.certificate());
    page.concepts(result);
    page.cosines(result);
    page.untested(result);
    page.provenance(result);
    return page.out.toString();
  }

  @FormatMethod
  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private void certificate(Certificate c) {
    line("");
    line("## Parity certificate: %s", c.holds() ? "holds" : "DOES NOT HOLD");
    line("");
    line(
        "Tried on %d contexts; differences are shares of the largest absolute value.",
        c.contexts());
    line("");
    line("| check | figure | must be at most |");
    line("|---|---|---|");
    line(
        "| lambda . gamma against the graph's own logits | %.1e | %.0e |",
        c.lambdaGammaDifference(), c.tolerance());
    line("| same likeliest token | %d of %d | |", c.sameTopToken(), c.contexts());
    line(
        "| logits of the cut graph against the uncut one | %.1e | %.0e |",
        c.cutGraphDifference(), c.tolerance());
    line(
        "| batched (%s) against one at a time | %.1e | %.0e |",
        c.batching(), c.batchedDifference(), c.tolerance());
    line(
        "| tokens put before every text | %s | |",
        c.bos().isEmpty() ? "none" : code(String.join(" ", c.bos())));
    line(
        "| tokens put after every text | %s | |",
        c.eos().isEmpty() ? "none" : code(String.join(" ", c.eos())));
    line(
        "| a word inside a sentence begins with | %s | |",
        c.wordPrefix().isEmpty() ? "nothing" : code(c.wordPrefix()));
    if (!c.note().isEmpty()) {
      line("");
      line("Note: %s.", c.note());
    }
  }

  private void concepts(RunResult result) {
    line("");
    line("## Concept directions");
    line("");
    line(
        "Unembedding differences of word pairs, Euclidean inner product. Each pair is held"
            + " against");
    line(
        "the direction of the *other* pairs (leave-one-out). Baseline: %,d random pairs of the",
        result.randomPairs());
    line(
        "%,d tokens that a text can have, against the direction of all pairs.",
        result.declaredTokens());
    line("These are descriptions, not tests: random pairs are a weak baseline.");
    line("");
    line(
        "| concept | pairs used | mean cosine | min | max | random: mean | random: 95 %% | pairs"
            + " above that |");
    line("|---|---|---|---|---|---|---|---|");
    for (ConceptResult c : result.concepts()) {
      double[] cosines = c.looCosines();
      Summary random = c.randomCosines();
      if (cosines == null || random == null) {
        continue;
      }
      Summary loo = Summary.of(cosines);
      line(
          "| %s | %d of %d | %.3f | %.3f | %.3f | %.3f | %.3f | %.0f %% |",
          cell(c.words().name()),
          loo.n(),
          c.words().pairs().size(),
          loo.mean(),
          loo.min(),
          loo.max(),
          random.mean(),
          random.q95(),
          100 * c.aboveRandom());
    }
  }

  private void cosines(RunResult result) {
    List<ConceptResult> tested = result.tested();
    if (tested.size() < 2) {
      return;
    }
    line("");
    line("## Cosines between concept directions");
    line("");
    line("Directions are estimated on all pairs; concepts that share words are not independent.");
    line("");
    StringBuilder head = new StringBuilder("| |");
    StringBuilder rule = new StringBuilder("|---|");
    for (int i = 0; i < tested.size(); i++) {
      head.append(' ').append(i + 1).append(" |");
      rule.append("---|");
    }
    line("%s", head);
    line("%s", rule);
    for (int i = 0; i < tested.size(); i++) {
      StringBuilder row = new StringBuilder();
      row.append("| ")
          .append(i + 1)
          .append(' ')
          .append(cell(tested.get(i).words().name()))
          .append(" |");
      for (double cosine : result.cosines()[i]) {
        row.append(String.format(Locale.ROOT, " %.2f |", cosine));
      }
      line("%s", row);
    }
  }

  private void untested(RunResult result) {
    List<ConceptResult> none = result.concepts().stream().filter(c -> !c.tested()).toList();
    if (none.isEmpty()) {
      return;
    }
    line("");
    line("## Concepts that this vocabulary cannot test");
    line("");
    line("A direction needs three pairs of which both words are one token.");
    line("");
    line("| concept | pairs listed | pairs left |");
    line("|---|---|---|");
    for (ConceptResult c : none) {
      line(
          "| %s | %d | %d |",
          cell(c.words().name()), c.words().pairs().size(), c.survival().used().size());
    }
  }

  private void provenance(RunResult result) {
    line("");
    line("## Where the numbers come from");
    line("");
    line("| | |");
    line("|---|---|");
    for (Map.Entry<String, ?> field : result.provenance().fields().entrySet()) {
      line("| %s | %s |", field.getKey().replace('_', ' '), code(String.valueOf(field.getValue())));
    }
  }

  private static String code(String text) {
    return "`" + cell(text) + "`";
  }

  /** Text that does not end its table's cell. */
  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
