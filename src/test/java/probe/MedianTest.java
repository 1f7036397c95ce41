package probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MedianTest {
  @Test
  void theMiddleOrHalfWayBetweenTheTwo() {
    double[] odd = {9, -1, 4};
    assertThat(Median.of(odd)).isEqualTo(4);
    assertThat(odd).containsExactly(9, -1, 4);
    assertThat(Median.of(new double[] {9, -1, 4, 100})).isEqualTo(6.5);
    assertThat(Median.of(new double[] {7})).isEqualTo(7);
  }

  @Test
  void noValuesAreRefused() {
    assertThatThrownBy(() -> Median.of(new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no values have no median");
  }
}
