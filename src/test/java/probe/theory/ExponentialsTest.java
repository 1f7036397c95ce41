package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExponentialsTest {
  @Test
  void theyAreThoseOfTheLibraryToTheLastBitOfOne() {
    double[] x = IntStream.range(0, 200_000).mapToDouble(k -> -80 * k / 200_000.0).toArray();
    double[] values = x.clone();

    Exponentials.of(values);

    double worst = 0;
    for (int k = 0; k < x.length; k++) {
      worst = Math.max(worst, Math.abs(values[k] - Math.exp(x[k])));
    }
    assertThat(worst).isLessThan(1e-15);
  }

  @Test
  void theEndsAreExact() {
    double[] values = {0, -0.0, -1e-300, -1e5, Double.NEGATIVE_INFINITY, Double.NaN};

    Exponentials.of(values);

    assertThat(values[0]).isEqualTo(1);
    assertThat(values[1]).isEqualTo(1);
    assertThat(values[2]).isEqualTo(1);
    assertThat(values[3]).isCloseTo(0, within(1e-15));
    assertThat(values[4]).isCloseTo(0, within(1e-15));
    assertThat(values[5]).isNaN();
  }

  @Test
  void sumsOfPowersMultiply() {
    double[] values = {-.7, -1.9, -2.6};

    Exponentials.of(values);

    assertThat(values[0] * values[1]).isCloseTo(values[2], within(1e-15));
  }
}
