package probe.onnx;

import java.util.List;

/**
 * Rows of an embedding, an unembedding or both that an adapter replaces.
 *
 * @param module dotted path of the table's module, such as model.embed_tokens
 * @param weight the table's name as {@link Weight#name} has it, or "" where it is not known
 * @param ids tokens, each once
 * @param values the new rows [ids, d]
 */
public record TokenRows(String module, String weight, List<Integer> ids, float[] values) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if {@code values} are no rows of one length
   */
  public TokenRows {
    ids = List.copyOf(ids);
    if (ids.isEmpty() || values.length == 0 || values.length % ids.size() != 0) {
      throw new IllegalArgumentException(
          "%s: %d numbers are no rows of %d tokens".formatted(module, values.length, ids.size()));
    }
  }

  /** New rows of {@code table}. */
  public static TokenRows of(TokenTable table, List<Integer> ids, float[] values) {
    return new TokenRows(table.module(), table.weight().name(), ids, values);
  }

  /** Numbers of each row. */
  public int width() {
    return values.length / ids.size();
  }
}
