package probe.pocket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import probe.ProbeException;

/**
 * A table of words: columns with TABs between them, their names in the first row.
 *
 * @param name file name, for messages
 * @param columns names of the columns
 * @param rows one list of cells per row, none of them empty
 */
record Table(String name, List<String> columns, List<List<String>> rows) {

  /** Reads the table {@code name} of the pocket world. */
  static Table resource(String name) {
    InputStream stream = Table.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IllegalStateException("no resource " + name + " beside " + Table.class);
    }
    try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      return read(name, reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a table.
   *
   * @throws ProbeException with the line, for a row that has other columns than the first, an empty
   *     cell, or a row that stands twice
   */
  static Table read(String name, Reader reader) throws IOException {
    BufferedReader lines = new BufferedReader(reader);
    String header = lines.readLine();
    if (header == null) {
      throw ProbeException.input(name + ":1: no columns; name them in the first row");
    }
    List<String> columns = List.of(header.split("\t", -1));
    List<List<String>> rows = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    int number = 1;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      List<String> cells = List.of(line.split("\t", -1));
      if (cells.size() != columns.size()) {
        throw at(
            name,
            number,
            "%d columns, not %d: %s".formatted(cells.size(), columns.size(), columns));
      }
      if (cells.stream().anyMatch(String::isBlank)) {
        throw at(name, number, "an empty cell; fill in " + columns);
      }
      if (!seen.add(cells)) {
        throw at(name, number, "the row " + cells + " stands twice; keep one");
      }
      rows.add(cells);
    }
    return new Table(name, columns, List.copyOf(rows));
  }

  private static ProbeException at(String name, int line, String message) {
    return ProbeException.input("%s:%d: %s".formatted(name, line, message));
  }

  /** The cells of {@code column}, from the first row to the last. */
  List<String> column(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw ProbeException.input(
          "%s: no column '%s' among %s; name it so".formatted(name, column, columns));
    }
    return rows.stream().map(row -> row.get(index)).toList();
  }
}
