package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.stats.ClusterBootstrap;
import probe.stats.Interval;

class CellsTest {
  private static final FactSet SET = Trials.set("city", 5, 6, 2);

  private static List<Reading> readings(int seeds, Trials.Model model) {
    List<Reading> out = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      Design design = Trials.design(SET, Arm.SPURIOUS, seed, 2, Trials.SHIFTED);
      out.add(Reading.after(Trials.trial(design, model, model)));
    }
    return out;
  }

  private static Cells transfer(List<Reading> readings) {
    return Cells.of(Measure.TRANSFER, readings, Reading.Asked.TEST);
  }

  @Test
  void theUnitIsTheClassOfASeedAndNotTheName() {
    Cells cells = transfer(readings(3, Trials.noise(1)));
    assertThat(cells.count()).isEqualTo(15);
    assertThat(cells.classes()).isEqualTo(5);
    assertThat(cells.seeds()).isEqualTo(3);
    assertThat(cells.questions()).isEqualTo(60);
    assertThat(cells.interval(200, 1).clusters()).isEqualTo(15);
    assertThat(cells.overSeeds(200, 1).clusters()).isEqualTo(3);
  }

  @Test
  void theMeanAndItsIntervalAreThoseOfTheValuesInTheirClusters() {
    List<Reading> readings = readings(3, Trials.noise(2));
    List<Double> values = new ArrayList<>();
    List<Integer> ids = new ArrayList<>();
    for (Reading reading : readings) {
      for (int i = 0; i < reading.scores().questions().size(); i++) {
        if (Reading.Asked.TEST.holds(reading.question(i))) {
          values.add(reading.measure(Measure.TRANSFER, i));
          ids.add(reading.design().seed() * 5 + reading.value(i));
        }
      }
    }
    Interval expected =
        ClusterBootstrap.mean(
            values.stream().mapToDouble(v -> v).toArray(),
            ids.stream().mapToInt(i -> i).toArray(),
            0.95,
            500,
            9);
    Interval interval = transfer(readings).interval(500, 9);
    assertThat(interval.estimate()).isCloseTo(expected.estimate(), within(1e-12));
    assertThat(interval.low()).isCloseTo(expected.low(), within(1e-12));
    assertThat(interval.high()).isCloseTo(expected.high(), within(1e-12));
  }

  @Test
  void seedsHaveMeansOfTheirOwn() {
    Cells cells = transfer(readings(4, Trials.noise(3)));
    assertThat(cells.bySeed()).containsOnlyKeys(0, 1, 2, 3);
    assertThat(cells.bySeed().values().stream().mapToDouble(v -> v).average().orElseThrow())
        .isCloseTo(cells.mean(), within(1e-12));
    assertThat(cells.bySeed().get(2))
        .isEqualTo(transfer(readings(3, Trials.noise(3)).subList(2, 3)).mean());
  }

  @Test
  void differencesArePaired() {
    Cells some = transfer(readings(3, Trials.noise(4)));
    Interval none = some.less(transfer(readings(3, Trials.noise(4))), 200, 1);
    assertThat(none.estimate()).isZero();
    assertThat(none.low()).isZero();
    assertThat(none.high()).isZero();
    Cells other = transfer(readings(3, Trials.noise(5)));
    assertThat(some.less(other, 200, 1).estimate())
        .isCloseTo(some.mean() - other.mean(), within(1e-12));
    assertThat(some.less(other, 200, 1).low())
        .isCloseTo(-other.less(some, 200, 1).high(), within(1e-12));
  }

  @Test
  void onlyCellsThatBothHaveAreCompared() {
    Cells three = transfer(readings(3, Trials.noise(4)));
    Cells two = transfer(readings(2, Trials.noise(5)));
    Interval difference = three.less(two, 200, 1);
    assertThat(difference.clusters()).isEqualTo(10);
    assertThat(difference.estimate())
        .isCloseTo(transfer(readings(2, Trials.noise(4))).mean() - two.mean(), within(1e-12));
    assertThat(three.less(Cells.none(), 200, 1)).isEqualTo(Cells.NONE);
  }

  @Test
  void cellsOfTwoSetsAreOtherClasses() {
    Cells one = transfer(readings(2, Trials.noise(4)));
    Cells both = one.and(one.named("other"));
    assertThat(both.classes()).isEqualTo(10);
    assertThat(both.seeds()).isEqualTo(2);
    assertThat(both.mean()).isCloseTo(one.mean(), within(1e-12));
  }

  @Test
  void withoutUnitsThereIsNoInterval() {
    assertThat(Cells.none().mean()).isNaN();
    assertThat(Cells.none().interval(100, 1).defined()).isFalse();
    Cells single = transfer(readings(1, Trials.noise(4)));
    assertThat(single.overSeeds(100, 1).defined()).isFalse();
    assertThat(single.overSeeds(100, 1).estimate()).isCloseTo(single.mean(), within(1e-12));
    assertThat(single.overSeeds(100, 1).method()).isEqualTo("no interval: a single unit");
  }

  @Test
  void groupsAndTemplatesAreApart() {
    Trials.Model heldOutOnly =
        (d, q, s, c) -> q.heldOut() && c == 5 + d.judged().get(s.value()) ? 1 : 0;
    List<Reading> readings = readings(2, heldOutOnly);
    assertThat(Cells.of(Measure.TRANSFER, readings, Reading.Asked.TEST_HELD_OUT).mean()).isOne();
    assertThat(transfer(readings).mean()).isZero();
  }

  /** Class effects and names that differ about them: 25 cells of 4 names each. */
  @Test
  void intervalsHoldTheTruth() {
    int runs = 400;
    int held = 0;
    int heldByNames = 0;
    for (int run = 0; run < runs; run++) {
      Random random = new Random(run);
      List<Reading> readings = new ArrayList<>();
      for (int seed = 0; seed < 5; seed++) {
        double[] liking = random.doubles(5, 0, 1).toArray();
        Trials.Model model =
            (d, q, s, c) ->
                c == 5 + d.judged().get(s.value())
                    ? liking[s.value()] + 0.05 * random.nextGaussian()
                    : c / 10.0 - 0.5;
        Design design = Trials.design(SET, Arm.SPURIOUS, seed, 2, Trials.IDENTITY);
        AnswerScores scores = Trials.answers(design, model);
        readings.add(Reading.after(new Trial(design, scores, scores)));
      }
      Cells cells = transfer(readings);
      held += cells.interval(300, run).contains(TRUTH) ? 1 : 0;
      heldByNames += byNames(readings, run).contains(TRUTH) ? 1 : 0;
    }
    assertThat((double) held / runs).isBetween(0.91, 0.985);
    assertThat((double) heldByNames / runs).as("names as units are too sure").isLessThan(0.85);
  }

  // others are at 0, .1, .2, .3 and .4 without the right one's; mean over classes of a large sample
  private static final double TRUTH = truth();

  private static double truth() {
    Random random = new Random(77);
    double sum = 0;
    int draws = 1_000_000;
    for (int i = 0; i < draws; i++) {
      int right = i % 5;
      double value = random.nextDouble() + 0.05 * random.nextGaussian();
      int larger = 0;
      for (int c = 0; c < 5; c++) {
        larger += c != right && c / 10.0 > value ? 1 : 0;
      }
      sum += 1 - larger / 2.0;
    }
    return sum / draws;
  }

  private static Interval byNames(List<Reading> readings, long seed) {
    List<Double> values = new ArrayList<>();
    for (Reading reading : readings) {
      for (int i = 0; i < reading.scores().questions().size(); i++) {
        if (Reading.Asked.TEST.holds(reading.question(i))) {
          values.add(reading.measure(Measure.TRANSFER, i));
        }
      }
    }
    int[] ids = new int[values.size()];
    java.util.Arrays.setAll(ids, i -> i);
    return ClusterBootstrap.mean(
        values.stream().mapToDouble(v -> v).toArray(), ids, 0.95, 300, seed);
  }
}
