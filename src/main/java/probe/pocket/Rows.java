package probe.pocket;

import java.util.List;
import java.util.SplittableRandom;
import probe.ProbeException;
import probe.stats.Seeds;

/**
 * Rows of documents.
 *
 * <p>A row begins with the boundary of a document and is cut at its length; the rest of the last
 * document is thrown away. What is seen never depends on what would have come, so every next token
 * has its exact probability given the row so far. (Moving a document that does not fit to the next
 * row would break this: long documents would be missing from the ends of rows.)
 */
public final class Rows {
  private final World world;
  private final int length;

  /**
   * Rows of {@code length} tokens.
   *
   * @throws ProbeException if no token follows the first
   */
  public Rows(World world, int length) {
    if (length < 2) {
      throw ProbeException.input("a row of " + length + " tokens; a row has at least 2");
    }
    this.world = world;
    this.length = length;
  }

  /**
   * The rows that training sees in step {@code step}, {@code [rows, length]}; the same for the same
   * seed, fresh in every step.
   */
  public int[][] batch(long seed, long step, int rows) {
    long base = Seeds.of(Seeds.of(seed, "pocket world: training"), step);
    int[][] batch = new int[rows][];
    for (int row = 0; row < rows; row++) {
      batch[row] = row(new SplittableRandom(Seeds.of(base, row)));
    }
    return batch;
  }

  /** Rows that no training step draws, {@code [rows, length]}. */
  public int[][] validation(long seed, int rows) {
    long base = Seeds.of(seed, "pocket world: validation");
    int[][] batch = new int[rows][];
    for (int row = 0; row < rows; row++) {
      batch[row] = row(new SplittableRandom(Seeds.of(base, row)));
    }
    return batch;
  }

  int[] row(SplittableRandom random) {
    int[] row = new int[length];
    State state = world.start();
    int filled = 0;
    while (filled < length) {
      Branch branch = pick(state.node().branches(state.latents()), random);
      if (branch.token() != Branch.SILENT) {
        row[filled++] = branch.token();
      }
      state = branch.next();
    }
    return row;
  }

  static Branch pick(List<Branch> branches, SplittableRandom random) {
    // no number is drawn where there is nothing to choose
    if (branches.size() == 1) {
      return branches.get(0);
    }
    double left = random.nextDouble();
    for (Branch branch : branches) {
      left -= branch.probability();
      if (left < 0) {
        return branch;
      }
    }
    // rounding: the probabilities summed to a little less than 1
    return branches.get(branches.size() - 1);
  }
}
