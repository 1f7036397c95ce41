package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnlineCodeTest {
  private static OnlineCode code(Simulated data, List<Double> shares) {
    return OnlineCode.of(
        new Centroids(),
        data.x(),
        data.examples().labels(),
        data.examples().units(),
        IntStream.range(0, data.examples().n()).toArray(),
        shares,
        3);
  }

  private static Simulated data(int entities, int d, double signal) {
    return Simulated.of(Simulated.Design.SINGLE, entities, d, new SplittableRandom(4))
        .withSignal(signal);
  }

  @Test
  void onePortionIsTheUniformCode() {
    OnlineCode code = code(data(40, 3, 0), List.of(1.0));

    assertThat(code.bits()).isEqualTo(40);
    assertThat(code.compression()).isEqualTo(1);
    // none sent before, so that both labels are as likely
    assertThat(code.labelBits()).isCloseTo(40, within(1e-9));
  }

  @Test
  void agreesWithAHandCodedSecondPortion() {
    // scores +-spread through sigmoid(1 s + 0): log2(1 + 1/e) for a right answer
    double[][] x = {{-1}, {1}, {-1}, {1}, {-1}, {1}, {-1}, {1}};
    int[] labels = {0, 1, 0, 1, 0, 1, 0, 1};

    OnlineCode code =
        OnlineCode.of(
            new Centroids(),
            x,
            labels,
            IntStream.range(0, 8).toArray(),
            IntStream.range(0, 8).toArray(),
            List.of(0.5, 1.0),
            1);

    assertThat(code.portions()).extracting(OnlineCode.Portion::rows).containsExactly(4, 4);
    assertThat(code.portions().get(1).bits())
        .isCloseTo(4 * Math.log(1 + Math.exp(-1)) / Math.log(2), within(1e-9));
  }

  @Test
  void structureCompressesAndNoiseDoesNot() {
    double none = code(data(400, 20, 0), OnlineCode.SHARES).compression();
    double some = code(data(400, 20, 4), OnlineCode.SHARES).compression();
    double much = code(data(400, 20, 20), OnlineCode.SHARES).compression();

    assertThat(none).isBetween(0.9, 1.02);
    assertThat(some).isGreaterThan(1.3);
    assertThat(much).isGreaterThan(some + 1);
  }

  @Test
  void moreDimensionsThanRowsAreNotBelieved() {
    assertThat(code(data(60, 600, 0), OnlineCode.SHARES).compression()).isBetween(0.8, 1.05);
  }

  @Test
  void rareLabelsAreCheapWithoutVectors() {
    Simulated data = Simulated.of(Simulated.Design.IMBALANCED, 400, 2, new SplittableRandom(8));

    OnlineCode code = code(data, OnlineCode.SHARES);

    // entropy of 1/4 is .811 bits
    assertThat(code.labelBits()).isBetween(0.811 * 400, 0.811 * 400 + 15);
    assertThat(code.bits()).isBetween(0.811 * 400, 0.95 * 400);
    assertThat(code.uniformBits()).isEqualTo(400);
  }

  @Test
  void portionsAreWholeUnits() {
    Simulated data = Simulated.of(Simulated.Design.PAIRS, 20, 2, new SplittableRandom(8));

    OnlineCode code = code(data, OnlineCode.SHARES);

    assertThat(code.units()).isEqualTo(20);
    assertThat(code.portions()).allMatch(portion -> portion.rows() % 4 == 0);
    assertThat(code.portions().stream().mapToInt(OnlineCode.Portion::rows).sum()).isEqualTo(80);
    assertThat(code.portions().getLast().trainRows()).isEqualTo(64);
  }

  @Test
  void refusesSharesThatDoNotAscendToOne() {
    assertThatThrownBy(() -> code(data(10, 1, 0), List.of(0.5, 0.4, 1.0)))
        .hasMessage("shares must ascend from above 0, got [0.5, 0.4, 1.0]");
    assertThatThrownBy(() -> code(data(10, 1, 0), List.of(0.5)))
        .hasMessage("the last share must be 1, got [0.5]");
  }
}
