package probe.pocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import probe.ProbeException;

class FloorReportTest {
  private static final World WORLD = new World();
  private static final Validation VALIDATION = Validation.of(WORLD, new Rows(WORLD, 48), 1, 300);

  private static double[][] losses(DoubleUnaryOperator ofSurprise) {
    return Arrays.stream(VALIDATION.surprise())
        .map(row -> Arrays.stream(row).map(ofSurprise).toArray())
        .toArray(double[][]::new);
  }

  @Test
  void theTruthIsAtItsFloor() {
    FloorReport report = FloorReport.of(VALIDATION, VALIDATION.surprise());

    assertThat(report.all().excess()).isZero();
    assertThat(report.all().floor()).isEqualTo(VALIDATION.floor(), within(1e-12));
    assertThat(report.all().targets()).isEqualTo(300 * 47);
    assertThat(report.types()).hasSize(SentenceType.values().length + 1);
    assertThat(report.types().stream().mapToInt(FloorLine::targets).sum()).isEqualTo(300 * 47);
    assertThat(report.below()).isEmpty();
    // the sample's surprise is near its expectation
    assertThat(report.all().realised()).isEqualTo(report.all().floor(), within(.05));
  }

  @Test
  void noTypeOfAWorseModelIsBelowItsFloor() {
    // a mixture with the uniform distribution is a distribution too
    double uniform = 1.0 / WORLD.vocabulary().size();
    FloorReport report =
        FloorReport.of(VALIDATION, losses(s -> -Math.log(.9 * Math.exp(-s) + .1 * uniform)));

    assertThat(report.below()).isEmpty();
    assertThat(report.all().excess()).isBetween(.05, -Math.log(.9));
    assertThat(report.all().excess()).isGreaterThan(5 * report.all().standardError());
  }

  @Test
  void lossesThatNoModelCanHaveAreFound() {
    FloorReport report = FloorReport.of(VALIDATION, losses(s -> .9 * s));

    assertThat(report.below()).contains("agreement", "person", FloorReport.OPENING);
    assertThat(report.all().below()).isTrue();
    assertThat(report.all().share()).isEqualTo(-.1, within(.01));
  }

  @Test
  void refusesLossesThatAreMissing() {
    assertThatThrownBy(() -> FloorReport.of(VALIDATION, new double[3][48]))
        .isInstanceOf(ProbeException.class)
        .hasMessage("losses of 3 rows, not 300; score every row");
    assertThatThrownBy(() -> FloorReport.of(VALIDATION, new double[300][47]))
        .isInstanceOf(ProbeException.class)
        .hasMessage("row 0 has 47 losses, not 48; give one per token");
    double[][] losses = losses(s -> s);
    losses[2][7] = Double.NaN;
    assertThatThrownBy(() -> FloorReport.of(VALIDATION, losses))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("the loss of token 7 of row 2 is NaN");
  }
}
