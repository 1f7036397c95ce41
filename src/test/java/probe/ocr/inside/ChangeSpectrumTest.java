package probe.ocr.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChangeSpectrumTest {
  @Test
  void nEqualDirectionsAreN() {
    ChangeSpectrum found = ChangeSpectrum.of(new double[] {2, 2, 2, 2, 0, 0});

    assertThat(found.effectiveRank()).isCloseTo(4, within(1e-12));
    assertThat(found.directions()).isEqualTo(4);
    assertThat(found.topShare()).isCloseTo(0.25, within(1e-15));
    assertThat(found.frobenius()).isCloseTo(4, within(1e-15));
    assertThat(found.nuclear()).isCloseTo(8, within(1e-15));
  }

  @Test
  void ofThreeToOneTheEntropyIsThatOfNineTenths() {
    ChangeSpectrum found = ChangeSpectrum.of(new double[] {3, 1});

    double entropy = -0.9 * Math.log(0.9) - 0.1 * Math.log(0.1);
    assertThat(found.effectiveRank()).isCloseTo(Math.exp(entropy), within(1e-14));
    assertThat(found.directions()).isEqualTo(1);
    assertThat(found.topShare()).isCloseTo(0.9, within(1e-15));
  }

  @Test
  void aScaleChangesTheNormsAlone() {
    ChangeSpectrum one = ChangeSpectrum.of(new double[] {5, 2, 0.1});
    ChangeSpectrum ten = ChangeSpectrum.of(new double[] {50, 20, 1});

    assertThat(ten.effectiveRank()).isCloseTo(one.effectiveRank(), within(1e-12));
    assertThat(ten.directions()).isEqualTo(one.directions());
    assertThat(ten.nuclear()).isCloseTo(10 * one.nuclear(), within(1e-12));
  }

  @Test
  void noChangeHasNoDirection() {
    ChangeSpectrum found = ChangeSpectrum.of(new double[] {0, 0});

    assertThat(found.effectiveRank()).isZero();
    assertThat(found.directions()).isZero();
    assertThat(found.topShare()).isZero();
  }

  @Test
  void whatAscendsOrIsNegativeIsRefused() {
    assertThatThrownBy(() -> ChangeSpectrum.of(new double[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("singular value 1 is 2.0");
    assertThatThrownBy(() -> ChangeSpectrum.of(new double[] {Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }
}
