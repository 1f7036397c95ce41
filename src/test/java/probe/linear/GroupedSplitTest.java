package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import probe.linear.Division.Refused;
import probe.linear.Division.Split;

class GroupedSplitTest {
  /** Every entity in every template, the first half of the entities with label 0. */
  static Examples crossed(int entities, int templates) {
    int n = entities * templates;
    int[] entity = IntStream.range(0, n).map(i -> i / templates).toArray();
    int[] template = IntStream.range(0, n).map(i -> i % templates).toArray();
    int[] labels = Arrays.stream(entity).map(e -> 2 * e < entities ? 0 : 1).toArray();
    int[][] tokens = new int[n][];
    Arrays.setAll(tokens, i -> new int[] {template[i], 1000 + entity[i]});
    return Examples.of(labels, entity, template, tokens);
  }

  private static Split split(Examples examples, HoldOut heldOut, long seed) {
    Division division = GroupedSplit.split(examples, heldOut, seed);
    assertThat(division).isInstanceOf(Split.class);
    return (Split) division;
  }

  @ParameterizedTest
  @EnumSource
  void noUnitIsDivided(Simulated.Design design) {
    for (long seed = 0; seed < 20; seed++) {
      Examples examples = Simulated.of(design, 40, 1, new SplittableRandom(seed)).examples();

      Split split = split(examples, HoldOut.ENTITY, seed);

      assertThatCode(() -> LeakageAudit.require(examples, split, null)).doesNotThrowAnyException();
      assertThat(split.train().length + split.test().length).isEqualTo(examples.n());
      assertThat(split.testUnits()).isEqualTo(16);
    }
  }

  @Test
  void classesAndSizesAreSpreadEvenly() {
    int[] entity = new int[300];
    int[] labels = new int[300];
    for (int i = 0; i < 300; i++) {
      // 50 entities of 2 rows, 50 of 4; one in five has label 1
      entity[i] = i < 100 ? i / 2 : 50 + (i - 100) / 4;
      labels[i] = entity[i] % 5 == 0 ? 1 : 0;
    }
    Examples examples = Examples.words(labels, entity);

    Split split = split(examples, HoldOut.ENTITY, 3);

    assertThat(split.test()).hasSize(120);
    assertThat(Arrays.stream(split.test()).map(i -> labels[i]).sum()).isEqualTo(24);
  }

  @Test
  void everyEntityIsAsLikelyToBeHeldOut() {
    Examples examples =
        Simulated.of(Simulated.Design.SINGLE, 20, 1, new SplittableRandom(1)).examples();
    int[] held = new int[20];
    for (long seed = 0; seed < 2000; seed++) {
      for (int i : split(examples, HoldOut.ENTITY, seed).test()) {
        held[i]++;
      }
    }

    // 40 % of 2000, with 4 standard deviations of 22
    assertThat(Arrays.stream(held)).allMatch(count -> count > 712 && count < 888);
  }

  @Test
  void aFullCrossingIsSplitInBlocks() {
    Examples examples = crossed(20, 5);

    Split split = split(examples, HoldOut.ENTITY_AND_TEMPLATE, 1);

    assertThat(split.block()).isTrue();
    assertThat(split.test()).hasSize(8 * 2);
    assertThat(split.train()).hasSize(12 * 3);
    assertThat(split.dropped()).isEqualTo(100 - 16 - 36);
    assertThat(split.how()).endsWith("held out by entity and template, 48 mixed rows dropped");
    assertThatCode(() -> LeakageAudit.require(examples, split, null)).doesNotThrowAnyException();
  }

  @Test
  void separateTemplatesNeedNoBlocks() {
    int[] entity = IntStream.range(0, 40).map(i -> i / 2).toArray();
    int[] template = IntStream.range(0, 40).map(i -> 100 + i / 4).toArray();
    int[] labels = IntStream.range(0, 40).map(i -> i / 20).toArray();
    Examples examples = Examples.of(labels, entity, template, new int[40][0]);

    Split split = split(examples, HoldOut.ENTITY_AND_TEMPLATE, 1);

    assertThat(split.block()).isFalse();
    assertThat(split.dropped()).isZero();
    assertThat(LeakageAudit.find(examples, split.train(), split.test(), null)).isEmpty();
  }

  @Test
  void sameSeedSameSplit() {
    Examples examples = crossed(20, 5);

    assertThat(split(examples, HoldOut.ENTITY, 4).test())
        .isEqualTo(split(examples, HoldOut.ENTITY, 4).test())
        .isNotEqualTo(split(examples, HoldOut.ENTITY, 5).test());
  }

  @Test
  void oneLargeGroupStaysInTraining() {
    int[] entity = IntStream.range(0, 100).map(i -> i < 60 ? 0 : i).toArray();
    int[] labels = IntStream.range(0, 100).map(i -> i < 60 ? 0 : i % 2).toArray();

    for (long seed = 0; seed < 10; seed++) {
      assertThat(split(Examples.words(labels, entity), HoldOut.ENTITY, seed).train()).contains(0);
    }
  }

  @Test
  void refusesTooFewGroups() {
    assertThat(GroupedSplit.split(crossed(10, 3), HoldOut.ENTITY, 1))
        .isEqualTo(new Refused("4 of 10 groups are left for testing, fewer than 5"));
  }

  @Test
  void refusesARareClass() {
    int[] labels = new int[40];
    labels[3] = 1;
    labels[9] = 1;

    Division division =
        GroupedSplit.split(
            Examples.words(labels, IntStream.range(0, 40).toArray()), HoldOut.ENTITY, 1);

    assertThat(((Refused) division).reason())
        .matches("label 1 is in [012] (test|training) groups.*");
  }

  @Test
  void refusesOneTemplateToHoldOut() {
    Division division = GroupedSplit.split(crossed(30, 1), HoldOut.ENTITY_AND_TEMPLATE, 1);

    assertThat(((Refused) division).reason())
        .isEqualTo("all rows have the same template, so that none can be held out");
  }

  @Test
  void saysWhyNeitherWayOfSplittingWorks() {
    Division division = GroupedSplit.split(crossed(8, 4), HoldOut.ENTITY_AND_TEMPLATE, 1);

    assertThat(((Refused) division).reason())
        .matches("whole groups: 0 of 8 groups .* fewer than 5; block split: \\d of 8 groups .*");
  }

  @Test
  void refusesToHoldOutWhatDoesNotCarryTheLabels() {
    Examples templates =
        Examples.of(
            new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1}, new int[] {5, 5, 6, 6}, new int[4][0]);

    assertThat(((Refused) GroupedSplit.split(crossed(20, 5), HoldOut.TEMPLATE, 1)).reason())
        .contains("hold out entities");
    assertThat(((Refused) GroupedSplit.split(templates, HoldOut.ENTITY, 1)).reason())
        .contains("hold out templates");
  }

  @Test
  void refusesAShareOfNothing() {
    assertThatThrownBy(() -> GroupedSplit.split(crossed(20, 5), HoldOut.ENTITY, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("test share must be between 0 and 1, got 0.0");
  }
}
