package probe.facts.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import probe.facts.Arm;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Table;
import probe.stats.Interval;

/** Generalization and hallucination scores, with what they exceed the controls by. */
final class ScoreTable {
  static final String ID = "scores";

  private ScoreTable() {}

  /**
   * A row for each association.
   *
   * @param findings those of {@code evidence}, in its order
   */
  static Table of(List<Evidence> evidence, List<Finding> findings, Pooled pooled) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < evidence.size(); i++) {
      rows.add(row(evidence.get(i), findings.get(i)));
    }
    for (boolean generalise : new boolean[] {true, false}) {
      Pooled.Score score = pooled.score(generalise);
      if (score.associations() > 0) {
        rows.add(row(generalise ? "generalization" : "hallucination", score));
      }
    }
    return new Table(
        ID,
        "Generalization and hallucination",
        "Transfer of test implications: 1 is the implied answer always, 0 chance; 95 % intervals,"
            + " units classes x seeds. The excess over a control is taken in pairs of class and"
            + " seed, the control being read under the same pairing. The last columns are the"
            + " share of names of a class that give its commonest answer, and the seeds that"
            + " transferred least and most.",
        List.of(
            "fact set",
            "arm",
            "score",
            "told",
            "verdict",
            "transfer",
            "low",
            "high",
            "held-out template",
            "over no-implication",
            "over no-implication, low",
            "over no-implication, high",
            "over shuffled",
            "over shuffled, low",
            "over shuffled, high",
            "base model",
            "less the prior",
            "p",
            "p, one order",
            "classes",
            "seeds",
            "collapse",
            "least seed",
            "most seed"),
        rows);
  }

  private static List<@Nullable Object> row(Evidence e, Finding finding) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(e.of().set());
    row.add(e.of().arm().toString());
    row.add(Wording.score(e.of().arm()));
    row.add(e.of().training());
    row.add(verdict(finding));
    interval(row, e.transfer());
    row.add(MeasureTables.number(e.heldOut().estimate()));
    for (Arm control : Runs.CONTROLS) {
      Optional<Evidence.Control> found = e.control(control);
      interval(row, found.map(Evidence.Control::excess).orElse(Cells.NONE));
    }
    row.add(MeasureTables.number(e.before().estimate()));
    row.add(MeasureTables.number(e.corrected().estimate()));
    for (HypothesisTest test : finding.tests()) {
      row.add(Wording.corrected(test));
    }
    row.add(e.cells().classes());
    row.add(e.cells().seeds());
    row.add(MeasureTables.number(e.chosen().collapse()));
    row.add(Collections.min(e.bySeed().values()));
    row.add(Collections.max(e.bySeed().values()));
    return row;
  }

  private static List<@Nullable Object> row(String name, Pooled.Score score) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add("all");
    row.add(null);
    row.add(name);
    row.add(null);
    row.add(null);
    interval(row, score.transfer());
    row.add(MeasureTables.number(score.heldOut().estimate()));
    for (Interval excess : score.excesses()) {
      interval(row, excess);
    }
    row.add(MeasureTables.number(score.before().estimate()));
    row.add(null);
    row.add(null);
    row.add(null);
    row.add(score.classes());
    row.add(score.seeds());
    row.add(null);
    row.add(null);
    row.add(null);
    return row;
  }

  private static String verdict(Finding finding) {
    return switch (finding.verdict()) {
      case SUPPORTED -> "supported";
      case NOT_SUPPORTED -> "not supported";
      case CANNOT_TELL -> "cannot tell";
    };
  }

  private static void interval(List<@Nullable Object> row, Interval interval) {
    row.add(MeasureTables.number(interval.estimate()));
    row.add(MeasureTables.number(interval.low()));
    row.add(MeasureTables.number(interval.high()));
  }
}
