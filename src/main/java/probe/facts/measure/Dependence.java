package probe.facts.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import probe.facts.Arm;
import probe.result.Table;
import probe.stats.Interval;
import probe.stats.Seeds;

/**
 * Transfer against the number of training implications.
 *
 * @param points by set, arm and ascending number
 */
record Dependence(List<Point> points) {
  static final String ID = "training-implications";

  /**
   * One number of training implications.
   *
   * @param arm the arm that was trained
   * @param pairing the arm whose pairing the answers are read under
   */
  record Point(
      String set, Arm arm, Arm pairing, int told, Interval transfer, int classes, int seeds) {
    boolean shows() {
      return TransferFindings.above(transfer);
    }
  }

  /** Of the sets that were run with more than one number. */
  static Dependence of(Runs runs, int draws, long seed) {
    List<Point> points = new ArrayList<>();
    for (String set : runs.sets()) {
      if (runs.trainings(set).size() < 2) {
        continue;
      }
      for (Arm pairing : runs.ruled(set).toList()) {
        List<Association> associations =
            runs.trainings(set).stream()
                .flatMap(told -> runs.association(set, pairing, told).stream())
                .toList();
        for (Arm arm : List.of(pairing, Arm.NO_IMPLICATION, Arm.SHUFFLED)) {
          for (Association a : associations) {
            Cells cells = cells(a, arm);
            if (!cells.isEmpty()) {
              points.add(
                  new Point(
                      set,
                      arm,
                      pairing,
                      a.training(),
                      cells.interval(draws, Seeds.of(seed, a.id() + "/" + arm)),
                      cells.classes(),
                      cells.seeds()));
            }
          }
        }
      }
    }
    return new Dependence(points);
  }

  private static Cells cells(Association a, Arm arm) {
    List<Reading> readings =
        arm == a.arm()
            ? a.after()
            : a.controls().stream()
                .filter(c -> c.arm() == arm)
                .flatMap(c -> c.readings().stream())
                .toList();
    return Cells.of(Measure.TRANSFER, readings, Reading.Asked.TEST);
  }

  List<String> sets() {
    return points.stream().map(Point::set).distinct().toList();
  }

  /** The points of one line. */
  List<Point> line(String set, Arm arm, Arm pairing) {
    return points.stream()
        .filter(p -> p.set().equals(set) && p.arm() == arm && p.pairing() == pairing)
        .toList();
  }

  /** The least number at which the interval of transfer lies above 0. */
  OptionalInt first(String set, Arm arm) {
    return line(set, arm, arm).stream().filter(Point::shows).mapToInt(Point::told).findFirst();
  }

  /** From which number on each arm with a rule shows transfer. */
  String sentence() {
    return "The least number whose interval of transfer lies above 0: "
        + points.stream()
            .filter(p -> p.arm() == p.pairing())
            .map(p -> new Named(p.set(), p.arm()))
            .distinct()
            .map(named -> named.set + "/" + named.arm + " " + text(first(named.set, named.arm)))
            .collect(Collectors.joining(", "))
        + ".";
  }

  private static String text(OptionalInt number) {
    return number.isPresent() ? String.valueOf(number.getAsInt()) : "none";
  }

  private record Named(String set, Arm arm) {}

  Table table() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Point p : points) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(p.set());
      row.add(p.arm().toString());
      row.add(p.pairing().toString());
      row.add(p.told());
      row.add(MeasureTables.number(p.transfer().estimate()));
      row.add(MeasureTables.number(p.transfer().low()));
      row.add(MeasureTables.number(p.transfer().high()));
      row.add(p.shows());
      row.add(p.classes());
      row.add(p.seeds());
      rows.add(row);
    }
    return new Table(
        ID,
        "Transfer by number of training implications",
        "Training implications are those of one value. 1 is the implied answer always, 0 chance;"
            + " 95 % intervals, units classes x seeds.",
        List.of(
            "fact set",
            "arm",
            "pairing of",
            "told",
            "transfer",
            "low",
            "high",
            "above 0",
            "classes",
            "seeds"),
        rows);
  }
}
