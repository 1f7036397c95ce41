package probe.tune;

import java.util.List;

/**
 * Rows that one step trains on.
 *
 * @param ids token ids of each row, of any lengths
 * @param lossFrom position of each row's first target token, 1 or more; it and all tokens after it
 *     are targets
 */
public record TrainingBatch(List<int[]> ids, int[] lossFrom) {
  /** Number of rows. */
  public int rows() {
    return ids.size();
  }

  /** Number of tokens of all rows, prompts included. */
  public long tokens() {
    return ids.stream().mapToLong(row -> row.length).sum();
  }

  /** Number of target tokens of all rows. */
  public int targets() {
    int targets = 0;
    for (int row = 0; row < lossFrom.length; row++) {
      targets += ids.get(row).length - lossFrom[row];
    }
    return targets;
  }
}
