package probe.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of numbers and words.
 *
 * @param id unique within its analysis; letters, digits and "-"
 * @param rows cells are strings, numbers, booleans or null
 */
public record Table(
    String id,
    String title,
    String about,
    List<String> columns,
    List<List<@Nullable Object>> rows) {}
