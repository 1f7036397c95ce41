package probe.facts.measure;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.facts.Arm;
import probe.facts.Group;
import probe.result.Table;
import probe.stats.Interval;
import probe.stats.Seeds;

/** A table for each measure: a row for each association, arm, group and template. */
final class MeasureTables {
  // transfer and margins have tables of their own
  private static final Set<Measure> SHOWN =
      EnumSet.complementOf(EnumSet.of(Measure.TRANSFER, Measure.MARGIN));
  private static final List<String> COLUMNS =
      List.of(
          "fact set",
          "arm",
          "pairing of",
          "told",
          "questions about",
          "template",
          "before",
          "after",
          "low",
          "high",
          "change",
          "change low",
          "change high",
          "chance",
          "classes",
          "seeds",
          "questions");

  private final int draws;
  private final long seed;

  MeasureTables(int draws, long seed) {
    this.draws = draws;
    this.seed = seed;
  }

  List<Table> of(List<Association> associations) {
    return SHOWN.stream().map(measure -> table(measure, associations)).toList();
  }

  private Table table(Measure measure, List<Association> associations) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    String last = "";
    for (Association a : associations) {
      rows(rows, measure, a, a.arm(), a.trials(), EnumSet.allOf(Group.class));
      for (Association.Control control : a.controls()) {
        // what it learnt does not depend on the pairing that it is read under
        boolean again = a.set().equals(last);
        Set<Group> groups =
            again ? EnumSet.of(Group.TEST_IMPLICATIONS) : EnumSet.allOf(Group.class);
        rows(rows, measure, a, control.arm(), control.trials(), groups);
      }
      last = a.set();
    }
    return new Table(
        measure.id(),
        measure.title(),
        "Before training and after it, with 95 % intervals of the latter and of the change; units"
            + " are classes x seeds. Controls are read under the pairing of the arm that is named.",
        COLUMNS,
        rows);
  }

  private void rows(
      List<List<@Nullable Object>> rows,
      Measure measure,
      Association association,
      Arm arm,
      List<Trial> trials,
      Set<Group> groups) {
    for (Group group : groups) {
      for (boolean heldOut : new boolean[] {false, true}) {
        Reading.Asked asked = new Reading.Asked(group, heldOut);
        Cells after = Cells.of(measure, judged(association, trials, Reading::after), asked);
        Cells before = Cells.of(measure, judged(association, trials, Reading::before), asked);
        if (after.isEmpty()) {
          continue;
        }
        long own = Seeds.of(seed, association.id() + "/" + arm + "/" + group + "/" + heldOut);
        Interval interval = after.interval(draws, own);
        Interval change = after.less(before, draws, own);
        List<@Nullable Object> row = new ArrayList<>();
        row.add(association.set());
        row.add(arm.toString());
        row.add(association.arm().toString());
        row.add(association.training());
        row.add(group.toString());
        row.add(heldOut ? "held-out" : "trained");
        row.add(number(before.mean()));
        row.add(number(after.mean()));
        row.add(number(interval.low()));
        row.add(number(interval.high()));
        row.add(number(change.estimate()));
        row.add(number(change.low()));
        row.add(number(change.high()));
        row.add(number(measure.chance(association.classes())));
        row.add(after.classes());
        row.add(after.seeds());
        row.add(after.questions());
        rows.add(row);
      }
    }
  }

  @FunctionalInterface
  private interface Read {
    Reading of(Trial trial);
  }

  /** The trials' answers under the pairing that the association has in the same seed. */
  private static List<Reading> judged(Association association, List<Trial> trials, Read read) {
    return trials.stream()
        .map(t -> read.of(t).under(association.judged(t.design().seed())))
        .toList();
  }

  /** Null for what is no number. */
  static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
