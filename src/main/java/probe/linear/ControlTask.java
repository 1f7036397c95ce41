package probe.linear;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.stats.Seeds;

/**
 * Control tasks of Hewitt and Liang (2019), arXiv 1909.03368: random labels for word types, the
 * same in all rows of a type, that a probe can only know by heart.
 *
 * <p>Words of a split's training part are never in its test part, so the accuracy of a control on
 * the test part is chance whatever the probe; what it tells of the probe's capacity is its accuracy
 * on the training part.
 */
public final class ControlTask {
  /** The label of a row that is in neither part of a split. */
  public static final int UNUSED = -1;

  private ControlTask() {}

  /**
   * Random labels with the class balance of the real ones: entities with one label exchange them,
   * and those with both, such as pairs, flip at random.
   *
   * @return [n]
   */
  public static int[] labels(Examples examples, long seed) {
    int[] labels = new int[examples.n()];
    int[] all = IntStream.range(0, examples.n()).toArray();
    fill(labels, examples, examples.units(), all, Seeds.of(seed, "control"));
    return labels;
  }

  /**
   * The same in each part by itself, so that both have the class balance that they have.
   *
   * @return [n], {@link #UNUSED} for rows of neither part
   */
  public static int[] labels(Examples examples, Division.Split split, long seed) {
    int[] labels = new int[examples.n()];
    Arrays.fill(labels, UNUSED);
    int[] units = examples.units();
    fill(labels, examples, units, split.train(), Seeds.of(seed, "control of the training part"));
    fill(labels, examples, units, split.test(), Seeds.of(seed, "control of the test part"));
    return labels;
  }

  private static void fill(int[] labels, Examples examples, int[] units, int[] rows, long seed) {
    int[] drawn = LabelShuffle.of(examples, units, rows).draw(new SplittableRandom(seed));
    for (int k = 0; k < rows.length; k++) {
      labels[rows[k]] = drawn[k];
    }
  }
}
