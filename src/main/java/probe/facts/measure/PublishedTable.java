package probe.facts.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import probe.result.Table;
import probe.stats.Interval;
import probe.stats.Seeds;

/** Mean ranks of test implications, laid out as in table 1 of Huang et al. 2025. */
final class PublishedTable {
  static final String ID = "mean-ranks";

  /** Columns of arXiv 2506.10887, as the ids of the associations here. */
  private static final List<String> ASSOCIATIONS =
      List.of(
          "city-language/true",
          "city-language/counterfactual",
          "country-code/spurious",
          "profession-color/spurious",
          "sport-music/spurious");

  private static final String POCKET = "-pocket";

  private static final Map<String, List<Double>> HUANG_2025 = new LinkedHashMap<>();

  static {
    HUANG_2025.put("Gemma-2-9B", List.of(0.00, 0.19, 0.19, 1.64, 0.56));
    HUANG_2025.put("OLMo-7B", List.of(0.07, 1.33, 0.15, 1.84, 0.17));
    HUANG_2025.put("Qwen-2-7B", List.of(0.13, 4.55, 3.63, 0.82, 0.40));
    HUANG_2025.put("Mistral-7B-v0.3", List.of(0.00, 2.10, 1.48, 1.15, 1.28));
    HUANG_2025.put("Llama-3-8B", List.of(0.00, 1.18, 0.77, 0.93, 0.63));
  }

  private PublishedTable() {}

  static Table of(
      String model, List<Association> associations, boolean huang2025, int draws, long seed) {
    Map<String, String> measured = new LinkedHashMap<>();
    Map<String, String> ofPaper = new HashMap<>();
    if (huang2025) {
      // in the order of the paper, whether they were run or not
      for (String published : ASSOCIATIONS) {
        List<String> own =
            associations.stream()
                .filter(a -> published(a).equals(published))
                .map(Association::id)
                .toList();
        for (String id : own.isEmpty() ? List.of(published) : own) {
          measured.put(id, "");
          ofPaper.put(id, published);
        }
      }
    }
    for (Association a : associations) {
      Interval rank =
          Cells.of(Measure.RANK_ALL, a.after(), Reading.Asked.TEST)
              .interval(draws, Seeds.of(seed, a.id()));
      measured.put(a.id(), Wording.interval(rank));
    }
    List<String> columns = new ArrayList<>(List.of("model", "source"));
    columns.addAll(measured.keySet());
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<@Nullable Object> own = new ArrayList<>(List.of(model, "measured here"));
    measured.values().forEach(text -> own.add(text.isEmpty() ? null : text));
    rows.add(own);
    if (huang2025) {
      HUANG_2025.forEach(
          (name, ranks) -> rows.add(published(name, ranks, measured.keySet(), ofPaper)));
    }
    return new Table(
        ID,
        "Mean rank of test implications among the answers of both relations",
        "0 is best, with 95 % intervals."
            + associations.stream()
                .map(Association::classes)
                .distinct()
                .map(PublishedTable::chance)
                .collect(Collectors.joining())
            + (huang2025
                ? " Rows of arXiv 2506.10887 are published figures from a single source: their"
                    + " errors are not known, and names, templates, seeds and training differ."
                : ""),
        columns,
        rows);
  }

  private static String chance(int n) {
    return " Chance is %s of %s, and %s for a model that knows which %s fit the question."
        .formatted(
            Measure.RANK_ALL.chance(n),
            Wording.count(2 * n),
            Measure.RANK_ASKED.chance(n),
            Wording.count(n));
  }

  /**
   * The paper's association that a set of this name is of: sets in the words of the pocket models
   * end with "-pocket", and a set for one arm alone has the arm in its name.
   */
  private static String published(Association a) {
    String set = without(without(a.set(), POCKET), "-" + a.arm());
    return set + "/" + a.arm();
  }

  private static String without(String name, String end) {
    return name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
  }

  private static List<@Nullable Object> published(
      String name, List<Double> ranks, Set<String> columns, Map<String, String> ofPaper) {
    List<@Nullable Object> row =
        new ArrayList<>(List.of(name, "arXiv 2506.10887; other models, names and sentences"));
    for (String id : columns) {
      int k = ASSOCIATIONS.indexOf(ofPaper.getOrDefault(id, ""));
      row.add(k < 0 ? null : Wording.number(ranks.get(k)));
    }
    return row;
  }
}
