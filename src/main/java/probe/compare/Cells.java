package probe.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import probe.result.Table;
import probe.stats.Interval;

/** One row of a result's table, by column. */
record Cells(Map<String, @Nullable Object> values) {

  static List<Cells> of(Table table) {
    List<Cells> out = new ArrayList<>();
    for (List<@Nullable Object> row : table.rows()) {
      Map<String, @Nullable Object> values = new TreeMap<>();
      for (int i = 0; i < table.columns().size(); i++) {
        values.put(table.columns().get(i), row.get(i));
      }
      out.add(new Cells(values));
    }
    return out;
  }

  /** "" for an empty cell. */
  String text(String column) {
    Object value = values.get(column);
    return value == null ? "" : value.toString();
  }

  /** NaN for an empty cell. */
  double number(String column) {
    return values.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  boolean is(String column) {
    return Boolean.TRUE.equals(values.get(column));
  }

  int count(String column) {
    return values.get(column) instanceof Number number ? number.intValue() : 0;
  }

  /** An estimate with its ends; without ends where the cells are empty. */
  Interval interval(String estimate, String low, String high, int units) {
    return new Interval(
        number(estimate),
        number(low),
        number(high),
        Theory.LEVEL,
        units,
        0,
        "as in the table that it is from");
  }
}
