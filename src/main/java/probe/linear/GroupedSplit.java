package probe.linear;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.linear.Division.Refused;
import probe.linear.Division.Split;
import probe.linear.Examples.Carrier;
import probe.stats.Seeds;

/**
 * Hold-out splits that never divide a group of rows.
 *
 * <p>Groups are the connected components of rows that share an entity, a word, a text or, where
 * templates are held out too, a template. Where all entities meet all templates that is one group;
 * then the block split tests held-out entities in held-out templates, trains on the other entities
 * in the other templates, and drops the mixed rows.
 */
public final class GroupedSplit {
  /** Share of the groups that is held out, unless said otherwise. */
  public static final double TEST_SHARE = 0.4;

  /** A test part with fewer units has no interval worth printing. */
  public static final int MIN_TEST_UNITS = 5;

  /** Intervals from fewer units of a class miss their level, see {@link CellMeans}. */
  public static final int MIN_TEST_UNITS_PER_CLASS = 3;

  /** With one, a penalty cannot be chosen: what is held out for it leaves one class. */
  public static final int MIN_TRAIN_UNITS_PER_CLASS = 2;

  private GroupedSplit() {}

  /** Holds out {@link #TEST_SHARE} of the groups. */
  public static Division split(Examples examples, HoldOut heldOut, long seed) {
    return split(examples, heldOut, TEST_SHARE, seed);
  }

  /**
   * Holds out {@code testShare} of the groups, as evenly over classes and sizes of groups as whole
   * groups allow.
   *
   * @throws IllegalArgumentException for a share that is not between 0 and 1
   */
  public static Division split(Examples examples, HoldOut heldOut, double testShare, long seed) {
    if (!(testShare > 0 && testShare < 1)) {
      throw new IllegalArgumentException("test share must be between 0 and 1, got " + testShare);
    }
    Carrier carrier = examples.carrier();
    if (heldOut == HoldOut.TEMPLATE && carrier != Carrier.TEMPLATE) {
      return new Refused(
          "the labels belong to words or rows, not to templates: held-out templates would be "
              + "tested on entities of the training part; hold out entities");
    }
    if (heldOut == HoldOut.ENTITY && carrier == Carrier.TEMPLATE) {
      return new Refused(
          "the labels belong to templates: held-out entities would be tested in templates of the "
              + "training part; hold out templates");
    }
    if (heldOut != HoldOut.ENTITY && Arrays.stream(examples.template()).distinct().count() == 1) {
      return new Refused("all rows have the same template, so that none can be held out");
    }
    SplittableRandom random = Seeds.random(seed, "split");
    boolean entities = heldOut != HoldOut.TEMPLATE;
    boolean templates = heldOut != HoldOut.ENTITY;
    int[] group = groups(examples, entities, templates, true);
    Division whole =
        parts(examples, heldOut, false, draw(examples, group, testShare, random), seed);
    if (heldOut != HoldOut.ENTITY_AND_TEMPLATE || whole instanceof Split) {
      return whole;
    }
    Division block = block(examples, testShare, random, seed);
    if (block instanceof Refused(String reason) && whole instanceof Refused(String first)) {
      return new Refused("whole groups: " + first + "; block split: " + reason);
    }
    return block;
  }

  private static Division block(
      Examples examples, double testShare, SplittableRandom random, long seed) {
    boolean[] entity = draw(examples, groups(examples, true, false, false), testShare, random);
    boolean[] template = draw(examples, groups(examples, false, true, false), testShare, random);
    boolean[] test = new boolean[examples.n()];
    boolean[] dropped = new boolean[examples.n()];
    for (int i = 0; i < test.length; i++) {
      test[i] = entity[i] && template[i];
      dropped[i] = entity[i] != template[i];
    }
    return parts(examples, HoldOut.ENTITY_AND_TEMPLATE, true, test, dropped, seed);
  }

  private static int[] groups(
      Examples examples, boolean entities, boolean templates, boolean texts) {
    Components components = new Components(examples.n());
    if (entities) {
      components.link(examples.entity());
      components.link(examples.word());
    }
    if (templates) {
      components.link(examples.template(), Examples.NONE);
    }
    if (texts) {
      components.link(LeakageAudit.textIds(examples.tokens()), Examples.NONE);
    }
    return components.ids();
  }

  /** Whether each row's group is held out: systematic sampling, sorted by class and size. */
  private static boolean[] draw(
      Examples examples, int[] group, double share, SplittableRandom random) {
    int groups = Arrays.stream(group).max().orElseThrow() + 1;
    int[] size = new int[groups];
    int[] ones = new int[groups];
    for (int i = 0; i < group.length; i++) {
      size[group[i]]++;
      ones[group[i]] += examples.labels()[i];
    }
    boolean[] held = new boolean[groups];
    for (int kind = 0; kind < 3; kind++) {
      int[] members = members(kind, size, ones, random);
      double start = random.nextDouble();
      for (int k = 0; k < members.length; k++) {
        // a group with most of the rows is for training, as nothing would be left to train on
        held[members[k]] =
            Math.floor(start + (k + 1) * share) > Math.floor(start + k * share)
                && 2 * size[members[k]] <= group.length;
      }
    }
    boolean[] rows = new boolean[group.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = held[group[i]];
    }
    return rows;
  }

  /** Groups with only class 0, only class 1, or both; large first, equal ones in random order. */
  private static int[] members(int kind, int[] size, int[] ones, SplittableRandom random) {
    long[] tie = random.longs(size.length).toArray();
    return IntStream.range(0, size.length)
        .filter(g -> (ones[g] == 0 ? 0 : ones[g] == size[g] ? 1 : 2) == kind)
        .boxed()
        .sorted(
            (a, b) ->
                size[a] != size[b]
                    ? Integer.compare(size[b], size[a])
                    : Long.compare(tie[a], tie[b]))
        .mapToInt(g -> g)
        .toArray();
  }

  private static Division parts(
      Examples examples, HoldOut heldOut, boolean block, boolean[] test, long seed) {
    return parts(examples, heldOut, block, test, new boolean[test.length], seed);
  }

  private static Division parts(
      Examples examples,
      HoldOut heldOut,
      boolean block,
      boolean[] inTest,
      boolean[] dropped,
      long seed) {
    int[] test = IntStream.range(0, inTest.length).filter(i -> inTest[i]).toArray();
    int[] train =
        IntStream.range(0, inTest.length).filter(i -> !inTest[i] && !dropped[i]).toArray();
    int[] units = examples.units();
    int testUnits = Components.count(units, test);
    if (testUnits < MIN_TEST_UNITS) {
      return new Refused(
          "%d of %d groups are left for testing, fewer than %d"
              .formatted(
                  testUnits,
                  Components.count(units, IntStream.range(0, units.length).toArray()),
                  MIN_TEST_UNITS));
    }
    for (int label = 0; label <= 1; label++) {
      int training = Components.count(units, Folds.withLabel(examples.labels(), train, label));
      if (training < MIN_TRAIN_UNITS_PER_CLASS) {
        return tooFew(label, training, "training", MIN_TRAIN_UNITS_PER_CLASS);
      }
      int testing = Components.count(units, Folds.withLabel(examples.labels(), test, label));
      if (testing < MIN_TEST_UNITS_PER_CLASS) {
        return tooFew(label, testing, "test", MIN_TEST_UNITS_PER_CLASS);
      }
    }
    int trainUnits = Components.count(units, train);
    int left = inTest.length - train.length - test.length;
    String how =
        "%d rows of %d groups to train, %d rows of %d other groups to test%s"
            .formatted(
                train.length, trainUnits, test.length, testUnits, what(heldOut, block, left));
    return new Split(train, test, left, trainUnits, testUnits, heldOut, block, seed, how);
  }

  private static Refused tooFew(int label, int count, String part, int least) {
    return new Refused(
        "label %d is in %d %s groups, fewer than %d".formatted(label, count, part, least));
  }

  private static String what(HoldOut heldOut, boolean block, int dropped) {
    return switch (heldOut) {
      case ENTITY -> ", held out by entity";
      case TEMPLATE -> ", held out by template";
      case ENTITY_AND_TEMPLATE ->
          block
              ? ", held out by entity and template, %d mixed rows dropped".formatted(dropped)
              : ", held out by entity and template";
    };
  }
}
