package probe.facts.measure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.facts.Arm;
import probe.result.Figure;
import probe.stats.Interval;
import probe.stats.Seeds;

/** Curves over steps and over training implications, and who was given which implication. */
public final class Pictures {
  private static final String BAND =
      " Bands are 95 % intervals, units classes x seeds; 1 is the implied answer always, 0 chance.";
  private static final String TRANSFER = "transfer";

  private final int draws;
  private final long seed;

  Pictures(int draws, long seed) {
    this.draws = draws;
    this.seed = seed;
  }

  List<Figure> of(Runs runs, List<Association> associations, Dependence dependence) {
    List<Figure> figures = new ArrayList<>();
    tradeOff(associations, figures);
    for (String set : runs.sets()) {
      List<Association> own = associations.stream().filter(a -> a.set().equals(set)).toList();
      course(set, own, figures);
      dependence(set, own, dependence, figures);
      own.forEach(a -> figures.add(answers(set, a.arm(), a.after())));
      // the same answers under every pairing
      Map<Arm, List<Reading>> controls = new EnumMap<>(Arm.class);
      for (Association a : own) {
        a.controls().forEach(c -> controls.putIfAbsent(c.arm(), c.readings()));
      }
      controls.forEach((arm, readings) -> figures.add(answers(set, arm, readings)));
    }
    return figures;
  }

  /** Generalization and hallucination over steps, means over all fact sets. */
  private void tradeOff(List<Association> associations, List<Figure> figures) {
    Map<String, SortedMap<Integer, Interval>> lines = new LinkedHashMap<>();
    for (boolean generalise : new boolean[] {true, false}) {
      String name = generalise ? "generalization" : "hallucination";
      SortedMap<Integer, Interval> line = new TreeMap<>();
      pooled(Association.that(associations, generalise))
          .forEach((step, cells) -> line.put(step, interval(cells, name + step)));
      lines.put(name, line);
    }
    curves(
        "trade-off",
        "Generalization against hallucination over training",
        "Transfer of true pairings, and of pairings that are not true, over all fact sets." + BAND,
        "step",
        lines,
        figures);
  }

  /** The cells of all associations, at the steps that all of them have. */
  private static SortedMap<Integer, Cells> pooled(List<Association> associations) {
    SortedMap<Integer, Cells> pooled = new TreeMap<>();
    for (int i = 0; i < associations.size(); i++) {
      Association a = associations.get(i);
      SortedMap<Integer, Cells> course = Course.of(a);
      if (i == 0) {
        course.forEach((step, cells) -> pooled.put(step, cells.named(a.id())));
      } else {
        pooled.keySet().retainAll(course.keySet());
        pooled.replaceAll(
            (step, cells) -> cells.and(course.getOrDefault(step, Cells.none()).named(a.id())));
      }
    }
    return pooled;
  }

  private void course(String set, List<Association> associations, List<Figure> figures) {
    Map<String, SortedMap<Integer, Interval>> lines = new LinkedHashMap<>();
    for (Association a : associations) {
      line(lines, a.arm().toString(), Course.of(a));
      for (Association.Control c : a.controls()) {
        line(lines, under(a, c.arm()), Course.of(c.trials(), pairings(c)));
      }
    }
    curves(
        "steps-" + id(set),
        set + ": transfer over training",
        "Test implications in the words of training; controls are read under the pairing of the"
            + " arm that is named."
            + BAND,
        "step",
        lines,
        figures);
  }

  private void line(
      Map<String, SortedMap<Integer, Interval>> lines,
      String name,
      SortedMap<Integer, Cells> course) {
    SortedMap<Integer, Interval> line = new TreeMap<>();
    course.forEach((step, cells) -> line.put(step, interval(cells, name + step)));
    lines.put(name, line);
  }

  private static List<List<Integer>> pairings(Association.Control control) {
    return control.readings().stream().map(Reading::judged).toList();
  }

  private void dependence(
      String set, List<Association> associations, Dependence dependence, List<Figure> figures) {
    Map<String, SortedMap<Integer, Interval>> lines = new LinkedHashMap<>();
    for (Association a : associations) {
      for (Arm arm : List.of(a.arm(), Arm.NO_IMPLICATION, Arm.SHUFFLED)) {
        SortedMap<Integer, Interval> line = new TreeMap<>();
        dependence.line(set, arm, a.arm()).forEach(p -> line.put(p.told(), p.transfer()));
        lines.put(arm == a.arm() ? arm.toString() : under(a, arm), line);
      }
    }
    curves(
        "training-implications-" + id(set),
        set + ": transfer by number of training implications",
        "Training implications of each value." + BAND,
        "training implications of each value",
        lines,
        figures);
  }

  private static String under(Association a, Arm control) {
    return control + ", read as " + a.arm();
  }

  private Interval interval(Cells cells, String part) {
    return cells.interval(draws, Seeds.of(seed, part));
  }

  /** Adds curves, unless there is nothing in them. */
  private static void curves(
      String id,
      String title,
      String about,
      String xLabel,
      Map<String, SortedMap<Integer, Interval>> lines,
      List<Figure> figures) {
    SortedSet<Integer> x = new TreeSet<>();
    lines.values().forEach(line -> x.addAll(line.keySet()));
    if (x.size() < 2) {
      return;
    }
    List<Figure.Line> series = new ArrayList<>();
    lines.forEach(
        (name, line) -> {
          if (!line.isEmpty()) {
            series.add(line(name, x, line));
          }
        });
    figures.add(
        new Figure.Curves(
            id,
            title,
            about,
            xLabel,
            TRANSFER,
            x.stream().map(Integer::doubleValue).toList(),
            series));
  }

  private static Figure.Line line(
      String name, SortedSet<Integer> x, SortedMap<Integer, Interval> points) {
    List<@Nullable Double> y = new ArrayList<>();
    List<@Nullable Double> low = new ArrayList<>();
    List<@Nullable Double> high = new ArrayList<>();
    for (int at : x) {
      Interval interval = points.getOrDefault(at, Cells.NONE);
      y.add(MeasureTables.number(interval.estimate()));
      low.add(MeasureTables.number(interval.low()));
      high.add(MeasureTables.number(interval.high()));
    }
    return new Figure.Line(name, y, low, high);
  }

  private static Figure answers(String set, Arm arm, List<Reading> readings) {
    Chosen chosen = Chosen.of(readings, Reading.Asked.TEST);
    List<String> implications = readings.getFirst().design().set().implication().values();
    List<List<@Nullable Double>> values = new ArrayList<>();
    for (double[] row : chosen.shares()) {
      List<@Nullable Double> cells = new ArrayList<>();
      for (double share : row) {
        cells.add(MeasureTables.number(share));
      }
      values.add(cells);
    }
    return new Figure.HeatMap(
        "answers-" + id(set) + "-" + arm,
        "%s: implications that test names were given, %s".formatted(set, arm),
        "Share of the names of a fact's value (row) that each implication (column) is best for"
            + " among the implications, all seeds. The value in brackets is the one that counts as"
            + " right, where one is the same in all seeds.",
        rows(arm, readings),
        implications,
        values,
        0,
        1);
  }

  private static List<String> rows(Arm arm, List<Reading> readings) {
    Reading first = readings.getFirst();
    boolean same =
        !arm.control() && readings.stream().allMatch(r -> r.judged().equals(first.judged()));
    List<String> facts = first.design().set().fact().values();
    List<String> implications = first.design().set().implication().values();
    return IntStream.range(0, facts.size())
        .mapToObj(
            v ->
                same
                    ? "%s (%s)".formatted(facts.get(v), implications.get(first.judged().get(v)))
                    : facts.get(v))
        .toList();
  }

  /** A name as part of an id, which has letters, digits and "-" only. */
  public static String id(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9-]+", "-");
    return plain.equals(name)
        ? name
        : "%s-%08x".formatted(plain, name.hashCode()).toLowerCase(Locale.ROOT);
  }
}
