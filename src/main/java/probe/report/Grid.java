package probe.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A table as it is shown.
 *
 * @param caption what it is, in a few words
 */
record Grid(String caption, List<Head> heads, List<Row> rows) {
  /** Rows and columns that Markdown shows. */
  private static final int CUT = 40;

  /** Rows that a page shows without being asked. */
  private static final int LONG = 25;

  Grid {
    heads = List.copyOf(heads);
    rows = List.copyOf(rows);
  }

  /** A column's name. */
  record Head(String text, boolean number) {}

  /** A row. */
  record Row(List<Cell> cells) {
    Row {
      cells = List.copyOf(cells);
    }

    static Row of(@Nullable Object... values) {
      return new Row(Arrays.stream(values).map(Cell::of).toList());
    }

    /** A dash in a column of numbers stands where they do. */
    private Row under(List<Head> heads) {
      List<Cell> out = new ArrayList<>();
      for (int c = 0; c < cells.size(); c++) {
        Cell cell = cells.get(c);
        boolean number = cell.number() || (cell.missing() && heads.get(c).number());
        out.add(new Cell(cell.text(), number, cell.sort()));
      }
      return new Row(out);
    }

    /** The cell that names the row. */
    Cell name() {
      return cells.getFirst();
    }

    /** The cells after it. */
    List<Cell> values() {
      return cells.subList(1, cells.size());
    }

    /** What Markdown shows. */
    List<Cell> shown() {
      return cells.subList(0, Math.min(cells.size(), CUT + 1));
    }
  }

  /**
   * A cell.
   *
   * @param sort what to sort by where that is not the text, or ""
   */
  record Cell(String text, boolean number, String sort) {
    static Cell of(@Nullable Object value) {
      return switch (value) {
        case null -> new Cell(Digits.NONE, false, "");
        case Cell cell -> cell;
        case Boolean yes -> new Cell(yes ? "yes" : "no", false, "");
        case Number number -> number(number);
        default -> new Cell(value.toString(), false, "");
      };
    }

    private boolean missing() {
      return text.equals(Digits.NONE);
    }

    private static Cell number(Number number) {
      boolean whole = number instanceof Integer || number instanceof Long;
      return new Cell(
          whole ? Digits.count(number.longValue()) : Digits.number(number.doubleValue()),
          true,
          number.toString());
    }

    static Cell p(@Nullable Double p) {
      return new Cell(Digits.p(p), true, p == null ? "" : p.toString());
    }

    static Cell interval(@Nullable Double low, @Nullable Double high) {
      return new Cell(Digits.interval(low, high), true, low == null ? "" : low.toString());
    }

    /** A number that is no quantity, such as a token id or a seed. */
    static Cell label(long number) {
      return new Cell(String.format(Locale.ROOT, "%d", number), true, Long.toString(number));
    }
  }

  /** A column holds numbers if each of its cells does, or a dash. */
  static Grid of(String caption, List<String> columns, List<Row> rows) {
    List<Head> heads = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      int column = c;
      List<Cell> cells = rows.stream().map(row -> row.cells().get(column)).toList();
      boolean numbers =
          cells.stream().anyMatch(Cell::number)
              && cells.stream().allMatch(cell -> cell.number() || cell.missing());
      heads.add(new Head(columns.get(c), numbers));
    }
    return new Grid(caption, heads, rows.stream().map(row -> row.under(heads)).toList());
  }

  boolean isLong() {
    return rows.size() > LONG;
  }

  String size() {
    return Digits.plural(rows.size(), "row");
  }

  /** What Markdown shows of the heads. */
  List<Head> shownHeads() {
    return heads.subList(0, Math.min(heads.size(), CUT + 1));
  }

  /** What Markdown shows of the rows. */
  List<Row> shown() {
    return rows.subList(0, Math.min(rows.size(), CUT));
  }

  /** What it does not show, or "". */
  String hidden() {
    List<String> more = new ArrayList<>();
    if (rows.size() > CUT) {
      more.add(Digits.plural(rows.size() - CUT, "more row"));
    }
    if (heads.size() > CUT + 1) {
      more.add(Digits.plural(heads.size() - CUT - 1, "more column"));
    }
    return String.join(" and ", more);
  }
}
