package probe.cli;

import java.util.Arrays;
import java.util.List;
import probe.pocket.Rows;
import probe.pocket.Validation;
import probe.pocket.World;

/** The pocket world as its models see it: rows of a fixed length. */
final class PocketWorld {
  /** Tokens of a row, and the longest context of a model. */
  static final int LENGTH = 48;

  /** Rows of a step. */
  static final int ROWS = 32;

  private final World world = new World();
  private final Rows rows = new Rows(world, LENGTH);

  World world() {
    return world;
  }

  int vocabulary() {
    return world.vocabulary().size();
  }

  List<int[]> batch(long seed, int step) {
    return Arrays.asList(rows.batch(seed, step, ROWS));
  }

  Validation validation(long seed, int count) {
    return Validation.of(world, rows, seed, count);
  }
}
