package probe.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/** Looks for anything that the training and the test part of a split have in common. */
public final class LeakageAudit {
  private static final int SHOWN = 3;

  private LeakageAudit() {}

  /** What can be shared. */
  public enum Kind {
    ROW,
    WORD,
    ENTITY,
    TEMPLATE,
    TEXT,
    VECTOR
  }

  /**
   * One thing that both parts have.
   *
   * @param id the word, entity or template; for a row, text or vector its first training row
   * @param trainRows rows that have it
   * @param testRows rows that have it
   */
  public record Leak(Kind kind, int id, int[] trainRows, int[] testRows) {
    @Override
    public String toString() {
      String thing = kind.name().toLowerCase(Locale.ROOT);
      String what =
          switch (kind) {
            case ROW -> "a row is in both parts";
            case TEXT, VECTOR -> "training and test part share a " + thing;
            default -> "training and test part share %s %d".formatted(thing, id);
          };
      return "%s: training rows %s, test rows %s".formatted(what, rows(trainRows), rows(testRows));
    }

    private static String rows(int[] rows) {
      String shown =
          String.join(", ", Arrays.stream(rows).limit(SHOWN).mapToObj(Integer::toString).toList());
      return rows.length <= SHOWN ? shown : "%s and %d more".formatted(shown, rows.length - SHOWN);
    }
  }

  /** What a split of this kind leaves in both parts by design, and its reader must be told. */
  public static Set<Kind> shared(HoldOut heldOut) {
    return switch (heldOut) {
      case ENTITY -> Set.of(Kind.TEMPLATE);
      case TEMPLATE -> Set.of(Kind.WORD, Kind.ENTITY);
      case ENTITY_AND_TEMPLATE -> Set.of();
    };
  }

  /**
   * Everything that both parts have.
   *
   * @param x [n][d], vectors of all rows, or null to compare texts only
   */
  public static List<Leak> find(
      Examples examples, int[] train, int[] test, double @Nullable [][] x) {
    List<Leak> leaks = new ArrayList<>();
    int[] row = new int[examples.n()];
    Arrays.setAll(row, i -> i);
    add(leaks, Kind.ROW, row, train, test);
    add(leaks, Kind.WORD, examples.word(), train, test);
    add(leaks, Kind.ENTITY, examples.entity(), train, test);
    add(leaks, Kind.TEMPLATE, examples.template(), train, test);
    add(leaks, Kind.TEXT, textIds(examples.tokens()), train, test);
    if (x != null) {
      if (x.length != examples.n()) {
        throw new IllegalArgumentException(
            "%d vectors for %d examples".formatted(x.length, examples.n()));
      }
      add(leaks, Kind.VECTOR, vectorIds(x), train, test);
    }
    return leaks;
  }

  /**
   * Fails where the parts of {@code split} share what it does not share by design.
   *
   * @param x [n][d], vectors of all rows, or null to compare texts only
   * @throws ProbeException naming what is shared and the rows that share it
   */
  public static void require(Examples examples, Division.Split split, double @Nullable [][] x) {
    require(examples, split.train(), split.test(), shared(split.heldOut()), x);
  }

  /** Fails where the parts share anything but {@code allowed}. */
  public static void require(
      Examples examples, int[] train, int[] test, Set<Kind> allowed, double @Nullable [][] x) {
    List<Leak> leaks =
        find(examples, train, test, x).stream().filter(l -> !allowed.contains(l.kind())).toList();
    if (!leaks.isEmpty()) {
      String more = leaks.size() == 1 ? "" : " (and %d more leaks)".formatted(leaks.size() - 1);
      throw ProbeException.input(
          leaks.getFirst() + more + "; divide by groups that keep such rows together");
    }
  }

  /** Number of different vectors that both parts have. */
  static int sharedVectors(double[][] x, int[] train, int[] test) {
    List<Leak> leaks = new ArrayList<>();
    add(leaks, Kind.VECTOR, vectorIds(x), train, test);
    return leaks.size();
  }

  private static void add(List<Leak> leaks, Kind kind, int[] ids, int[] train, int[] test) {
    Set<Integer> tested = new HashSet<>();
    for (int i : test) {
      tested.add(ids[i]);
    }
    Map<Integer, List<Integer>> shared = new LinkedHashMap<>();
    for (int i : train) {
      // -1 stands for "none" in templates and texts, and is no id of the others
      if (tested.contains(ids[i]) && !(ids[i] == Examples.NONE && mayBeNone(kind))) {
        shared.computeIfAbsent(ids[i], k -> new ArrayList<>()).add(i);
      }
    }
    shared.forEach(
        (id, rows) ->
            leaks.add(
                new Leak(
                    kind,
                    id,
                    rows.stream().mapToInt(i -> i).toArray(),
                    Arrays.stream(test).filter(i -> ids[i] == id).toArray())));
  }

  private static boolean mayBeNone(Kind kind) {
    return kind == Kind.TEMPLATE || kind == Kind.TEXT;
  }

  /** First row with the same text; {@link Examples#NONE} for an empty one. */
  static int[] textIds(int[][] tokens) {
    Map<List<Integer>, Integer> first = new HashMap<>();
    int[] ids = new int[tokens.length];
    for (int i = 0; i < ids.length; i++) {
      Integer known = first.putIfAbsent(Arrays.stream(tokens[i]).boxed().toList(), i);
      ids[i] = tokens[i].length == 0 ? Examples.NONE : known == null ? i : known;
    }
    return ids;
  }

  /** First row with the same vector. */
  static int[] vectorIds(double[][] x) {
    Map<Integer, List<Integer>> byHash = new HashMap<>();
    int[] ids = new int[x.length];
    for (int i = 0; i < ids.length; i++) {
      double[] vector = x[i];
      List<Integer> candidates =
          byHash.computeIfAbsent(Arrays.hashCode(vector), k -> new ArrayList<>());
      ids[i] = candidates.stream().filter(j -> Arrays.equals(x[j], vector)).findFirst().orElse(i);
      if (ids[i] == i) {
        candidates.add(i);
      }
    }
    return ids;
  }
}
