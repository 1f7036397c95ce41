package probe.facts.measure;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.facts.Arm;
import probe.facts.FactSet;
import probe.facts.Group;
import probe.result.Table;
import probe.stats.Interval;
import probe.stats.Seeds;

/**
 * By how much the right implication leads the others, for names whose implication was told and for
 * names whose implication was not, and the ratio of the two: what theorem 2 of arXiv 2506.10887
 * gives for a model of one layer.
 */
final class MarginTable {
  static final String ID = "margins";

  private static final Reading.Asked TRAIN = new Reading.Asked(Group.TRAIN_IMPLICATIONS, false);

  private static final List<String> COLUMNS =
      List.of(
          "fact set",
          "arm",
          "pairing of",
          "told",
          "train before",
          "train after",
          "test before",
          "test after",
          "ratio",
          "low",
          "high",
          "least ratio",
          "theory",
          "classes",
          "seeds");

  private final int draws;
  private final long seed;

  MarginTable(int draws, long seed) {
    this.draws = draws;
    this.seed = seed;
  }

  /** A row for each set, pairing, arm and number of training implications. */
  Table of(Runs runs) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (String set : runs.sets()) {
      for (Arm pairing : runs.ruled(set).toList()) {
        List<Association> associations =
            runs.trainings(set).stream()
                .flatMap(told -> runs.association(set, pairing, told).stream())
                .toList();
        for (Association a : associations) {
          row(rows, a, a.arm(), a.before(), a.after());
        }
        for (Arm arm : Runs.CONTROLS) {
          for (Association a : associations) {
            a.controls().stream()
                .filter(c -> c.arm() == arm)
                .forEach(c -> row(rows, a, arm, c.before(), c.readings()));
          }
        }
      }
    }
    return new Table(
        ID,
        "Margins within the implications",
        "Logit of the right implication's first token less the largest of the other implications',"
            + " in the words of training: means over questions, of implications that training told"
            + " (train) and of those that nobody told (test). Ratio is test over train after"
            + " training, with 95 % intervals, units classes x seeds; least ratio is that of the"
            + " least margins of each seed, mean over seeds. Theory is min(sqrt(names a value that"
            + " are told / names that are not), 1), theorem 2 of arXiv 2506.10887 for least margins"
            + " of a model of one layer: a reference, and no claim. There is no ratio where nothing"
            + " was told, or where the margin of what was told is not above 0.",
        COLUMNS,
        rows);
  }

  private void row(
      List<List<@Nullable Object>> rows,
      Association a,
      Arm arm,
      List<Reading> before,
      List<Reading> after) {
    Cells test = cells(after, Reading.Asked.TEST);
    if (test.isEmpty()) {
      return;
    }
    // facts only have training names too, whose implication nobody told
    boolean tells = arm != Arm.NO_IMPLICATION;
    Cells train = tells ? cells(after, TRAIN) : Cells.none();
    Cells untrained = tells ? cells(before, TRAIN) : Cells.none();
    Interval ratio =
        test.over(train, draws, Seeds.of(seed, "%s/%s/%d".formatted(a.id(), arm, a.training())));
    List<@Nullable Object> row = new ArrayList<>();
    row.add(a.set());
    row.add(arm.toString());
    row.add(a.arm().toString());
    row.add(a.training());
    row.add(MeasureTables.number(untrained.mean()));
    row.add(MeasureTables.number(train.mean()));
    row.add(MeasureTables.number(cells(before, Reading.Asked.TEST).mean()));
    row.add(MeasureTables.number(test.mean()));
    row.add(MeasureTables.number(ratio.estimate()));
    row.add(MeasureTables.number(ratio.low()));
    row.add(MeasureTables.number(ratio.high()));
    row.add(tells ? MeasureTables.number(leastRatio(after)) : null);
    row.add(
        arm.control() ? null : MeasureTables.number(theory(after.getFirst().design().set(), a)));
    row.add(test.classes());
    row.add(test.seeds());
    rows.add(row);
  }

  private static Cells cells(List<Reading> readings, Reading.Asked asked) {
    return Cells.of(Measure.MARGIN, readings, asked);
  }

  /** Mean over trials; NaN where one of them leaves something that was told without a margin. */
  private static double leastRatio(List<Reading> readings) {
    return readings.stream()
        .mapToDouble(
            reading -> {
              double train = least(reading, TRAIN);
              return train > 0 ? least(reading, Reading.Asked.TEST) / train : Double.NaN;
            })
        .average()
        .orElse(Double.NaN);
  }

  /** NaN where nothing of the kind was asked. */
  private static double least(Reading reading, Reading.Asked asked) {
    double least = Double.NaN;
    for (int i = 0; i < reading.scores().questions().size(); i++) {
      if (asked.holds(reading.question(i))) {
        double margin = reading.measure(Measure.MARGIN, i);
        least = least <= margin ? least : margin;
      }
    }
    return least;
  }

  /** NaN where none is told: there is no margin then that another could be a share of. */
  private static double theory(FactSet set, Association a) {
    int told = a.training();
    return told == 0 ? Double.NaN : Math.min(Math.sqrt((double) told / (set.perValue() - told)), 1);
  }
}
