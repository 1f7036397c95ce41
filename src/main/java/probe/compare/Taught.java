package probe.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import probe.stats.Interval;

/** What fact sets came to on a model, by the method that it was taught with. */
final class Taught {
  static final String UNIT = "classes x seeds, and associations";

  /** Pairings that no world has. */
  private static final Set<String> MADE_UP = Set.of("spurious", "counterfactual");

  private Taught() {}

  /** Runs with {@code method}, as {@code probe ocr} has it. */
  static List<Subject.Part> by(Subject subject, String method) {
    return subject.parts("ocr").stream().filter(part -> method(part).equals(method)).toList();
  }

  /** As it is typed: in words, a method may have more to it, such as "lora with rows". */
  private static String method(Subject.Part part) {
    return part.setting("--method");
  }

  /**
   * Why nothing can be said of what was inferred: something that was told was not learnt; "" where
   * all was.
   */
  static String unlearnt(Subject.Part part) {
    double limit =
        part.analysis().settings().get("learnt") instanceof Number number
            ? number.doubleValue()
            : Double.NaN;
    return part.table("rank-all").stream()
        .flatMap(table -> Cells.of(table).stream())
        .filter(row -> row.text("arm").equals(row.text("pairing of")))
        .filter(row -> row.text("template").equals("trained"))
        .filter(row -> !row.text("questions about").equals("test-implications"))
        .filter(row -> row.number("after") > limit)
        .map(
            row ->
                "%s: %s of %s/%s were told and not learnt (mean rank %.2f, limit %.2f); train longer or at another --lr"
                    .formatted(
                        part.where(),
                        row.text("questions about"),
                        row.text("fact set"),
                        row.text("arm"),
                        row.number("after"),
                        limit))
        .findFirst()
        .orElse("");
  }

  /** Runs that trained whole models; without any, those with adapters. */
  static List<Subject.Part> trained(Subject subject) {
    List<Subject.Part> full = by(subject, "full");
    return full.isEmpty() ? by(subject, "lora") : full;
  }

  /** {@code parts} with those before all others that trained whole models. */
  static List<Subject.Part> fullFirst(List<Subject.Part> parts) {
    return parts.stream()
        .sorted(Comparator.comparing(part -> !method(part).equals("full")))
        .toList();
  }

  static boolean madeUp(Cells row) {
    return MADE_UP.contains(row.text("arm"));
  }

  /** Transfer of the arms that {@code which} takes, a number an association, from the scores. */
  static List<Interval> transfers(Subject.Part part, Predicate<Cells> which) {
    return part.table("scores").stream()
        .flatMap(table -> Cells.of(table).stream())
        .filter(row -> !row.text("arm").isEmpty())
        .filter(which)
        .map(Taught::transfer)
        .filter(Interval::defined)
        .toList();
  }

  static Interval transfer(Cells row) {
    return row.interval("transfer", "low", "high", row.count("classes") * row.count("seeds"));
  }

  /** Rows of a table by number of training implications, made-up pairings under their own. */
  static List<Cells> rule(Subject.Part part, String table) {
    return part.table(table).stream()
        .flatMap(t -> Cells.of(t).stream())
        .filter(Taught::madeUp)
        .filter(row -> row.text("arm").equals(row.text("pairing of")))
        .toList();
  }

  static String associations(List<Cells> rows) {
    return String.join(
        ", ", rows.stream().map(row -> row.text("fact set") + "/" + row.text("arm")).toList());
  }

  static List<String> notes(Subject.Part part, String associations) {
    List<String> out = new ArrayList<>();
    out.add("taught with --method " + method(part));
    out.add(associations);
    return out;
  }
}
