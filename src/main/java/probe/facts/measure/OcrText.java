package probe.facts.measure;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.result.Analysis;
import probe.result.Table;

/** An analysis as a terminal shows it: a line for each association, aligned. */
public final class OcrText {
  private static final List<String> HEAD =
      List.of(
          "association",
          "score",
          "transfer",
          "95 %",
          "over no-implication",
          "over shuffled",
          "p",
          "verdict");

  private OcrText() {}

  /** The head and a row of cells for each association, then the means over all. */
  public static List<List<String>> rows(Analysis analysis) {
    List<List<String>> rows = new ArrayList<>();
    for (Table table : analysis.tables()) {
      if (table.id().equals(ScoreTable.ID)) {
        rows.add(HEAD);
        table.rows().forEach(row -> rows.add(cells(table.columns(), row)));
      }
    }
    return rows;
  }

  /** The rows, aligned; and what the analysis says of them. */
  public static List<String> lines(Analysis analysis) {
    List<List<String>> rows = rows(analysis);
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      lines.add(line.toString().stripTrailing());
    }
    lines.add(analysis.summary());
    return lines;
  }

  private static List<String> cells(List<String> columns, List<@Nullable Object> row) {
    Cell cell = name -> row.get(columns.indexOf(name));
    Object arm = cell.of("arm");
    Object p = cell.of("p");
    Object verdict = cell.of("verdict");
    return List.of(
        arm == null ? "all" : cell.of("fact set") + "/" + arm,
        String.valueOf(cell.of("score")),
        number(cell.of("transfer")),
        cell.of("low") == null ? "" : number(cell.of("low")) + " to " + number(cell.of("high")),
        number(cell.of("over no-implication")),
        number(cell.of("over shuffled")),
        p instanceof Double value ? (value < 0.001 ? "< .001" : Wording.share(value)) : "",
        verdict == null ? "" : verdict.toString());
  }

  @FunctionalInterface
  private interface Cell {
    @Nullable Object of(String column);
  }

  private static String number(@Nullable Object value) {
    return value instanceof Double number ? Wording.number(number) : "";
  }
}
