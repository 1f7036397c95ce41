package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import probe.result.Figure;

class HistogramsTest {
  @Test
  void edgesSpanAllSamples() {
    assertThat(Histograms.edges(4, new double[] {3, 1}, new double[] {2, 5}))
        .containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
    assertThat(Histograms.edges(3, 0, .3)).hasSize(4).endsWith(.3);
  }

  @Test
  void sharesAreThoseOfNumpy() {
    // numpy 2.4.6: np.histogram(np.clip(v, 0, 1), [0, .25, .5, .75, 1])[0] is [3 0 2 3]
    double[] values = {-3, .1, .2, .5, .5, .9, 1, 7};
    List<Double> edges = Histograms.edges(4, 0, 1);

    assertThat(Histograms.shares(values, edges)).containsExactly(3 / 8.0, 0.0, 2 / 8.0, 3 / 8.0);
    Figure.Counts counts = Histograms.counts("random pairs", values, edges);
    assertThat(counts.n()).isEqualTo(8);
    assertThat(counts.name()).isEqualTo("random pairs");
    assertThat(counts.shares()).isEqualTo(Histograms.shares(values, edges));
  }

  @Test
  void everyValueIsInOneBin() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 100; trial++) {
      double[] values = Simulated.gaussians(random.nextInt(1, 50), random);
      List<Double> shares =
          Histograms.shares(values, Histograms.edges(random.nextInt(1, 20), values));
      assertThat(shares.stream().mapToDouble(x -> x).sum()).isCloseTo(1, within(1e-12));
      assertThat(Histograms.edges(7, values)).isSorted();
    }
  }

  @Test
  void equalValuesAreInTheMiddle() {
    List<Double> edges = Histograms.edges(3, new double[] {7, 7});
    assertThat(edges).isSorted().doesNotHaveDuplicates();
    assertThat(Histograms.shares(new double[] {7, 7}, edges)).containsExactly(0.0, 1.0, 0.0);
  }

  @Test
  void noBinsNoValuesAndNanAreRefused() {
    assertThatThrownBy(() -> Histograms.edges(0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a histogram needs at least 1 bin, got 0");
    assertThatThrownBy(() -> Histograms.edges(2, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("edges must ascend, got 1.0 to 1.0");
    assertThatThrownBy(() -> Histograms.edges(2, new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no values");
    assertThatThrownBy(() -> Histograms.edges(2, new double[] {1, Double.NaN}))
        .hasMessage("value 1 is NaN");
    assertThatThrownBy(() -> Histograms.shares(new double[] {1}, List.of(0.0)))
        .hasMessage("a bin needs 2 edges, got 1");
    assertThatThrownBy(() -> Histograms.shares(new double[] {1}, List.of(0.0, 0.0)))
        .hasMessage("edges must ascend, got 0.0 before 0.0");
  }
}
