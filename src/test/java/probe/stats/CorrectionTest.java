package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CorrectionTest {
  private static final double[] P = {.01, .04, .03, .005, .2, .03, .9};

  @Test
  void benjaminiHochbergIsThatOfScipy() {
    // scipy 1.17.1: stats.false_discovery_control(P)
    assertThat(Correction.benjaminiHochberg(P))
        .containsExactly(
            new double[] {.035, .056, .0525, .035, 0.23333333333333336, .0525, .9}, within(1e-15));
  }

  @Test
  void holmIsItsDefinition() {
    // by hand: sorted .005 .01 .03 .03 .04 .2 .9 times 7 to 1, then the running maximum
    assertThat(Correction.holm(P))
        .containsExactly(new double[] {.06, .15, .15, .035, .4, .15, .9}, within(1e-15));
  }

  @Test
  void bonferroniMultiplies() {
    assertThat(Correction.bonferroni(P))
        .containsExactly(new double[] {.07, .28, .21, .035, 1, .21, 1}, within(1e-15));
  }

  @Test
  void oneTestNeedsNoCorrectionAndNoTestsAreNoError() {
    assertThat(Correction.benjaminiHochberg(new double[] {.3})).containsExactly(.3);
    assertThat(Correction.holm(new double[] {.3})).containsExactly(.3);
    assertThat(Correction.bonferroni(new double[] {.3})).containsExactly(.3);
    assertThat(Correction.benjaminiHochberg(new double[0])).isEmpty();
    assertThat(Correction.holm(new double[0])).isEmpty();
  }

  @Test
  void eachIsStricterThanTheNextAndKeepsTheOrder() {
    SplittableRandom random = new SplittableRandom(6);
    for (int trial = 0; trial < 200; trial++) {
      double[] p = random.doubles(random.nextInt(1, 30)).map(x -> x * x).sorted().toArray();
      double[] before = p.clone();
      double[] bh = Correction.benjaminiHochberg(p);
      double[] holm = Correction.holm(p);
      double[] bonferroni = Correction.bonferroni(p);
      assertThat(p).containsExactly(before);
      for (int i = 0; i < p.length; i++) {
        assertThat(bh[i]).isBetween(p[i], holm[i] + 1e-15);
        assertThat(holm[i]).isLessThanOrEqualTo(bonferroni[i]);
        assertThat(bonferroni[i]).isLessThanOrEqualTo(1);
      }
      assertThat(bh).isSorted();
      assertThat(holm).isSorted();
    }
  }

  /** 20 true hypotheses: some rejection in 5 % of 4000 families for all three. */
  @Test
  void aFamilyOfTrueHypothesesIsRejectedAsOftenAsItSays() {
    assertThat(
            Simulated.share(
                4000, 3, r -> least(Correction.benjaminiHochberg(r.doubles(20).toArray())) <= .05))
        .isBetween(.04, .06);
    assertThat(
            Simulated.share(4000, 4, r -> least(Correction.holm(r.doubles(20).toArray())) <= .05))
        .isBetween(.04, .06);
  }

  /** 15 of 20 hypotheses true: the mean share of them among the rejected is 15 / 20 of 20 %. */
  @Test
  void theFalseDiscoveryRateIsWhatBenjaminiAndHochbergProved() {
    double sum = 0;
    SplittableRandom random = new SplittableRandom(8);
    for (int trial = 0; trial < 3000; trial++) {
      double[] p = random.doubles(20).toArray();
      for (int i = 15; i < 20; i++) {
        p[i] *= 1e-3;
      }
      double[] q = Correction.benjaminiHochberg(p);
      double wrong = Arrays.stream(q, 0, 15).filter(x -> x <= .2).count();
      sum += wrong / Math.max(1, Arrays.stream(q).filter(x -> x <= .2).count());
    }
    assertThat(sum / 3000).isCloseTo(.15, within(.01));
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  @Test
  void whatIsNoPValueIsRefused() {
    for (double bad : new double[] {Double.NaN, -.01, 1.01}) {
      double[] p = {.5, bad};
      String message = "p-value 1 must be within [0, 1], got " + bad;
      assertThatThrownBy(() -> Correction.benjaminiHochberg(p)).hasMessage(message);
      assertThatThrownBy(() -> Correction.holm(p)).hasMessage(message);
      assertThatThrownBy(() -> Correction.bonferroni(p))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
    }
  }
}
