package probe.geometry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ZeroDifferenceTest {
  @Test
  void aPairWithoutADifferenceIsRefusedAndGivesNoNan() {
    assertThatThrownBy(() -> ConceptDirection.of(new double[][] {{1, 2}, {0, 0}, {3, 1}, {2, 2}}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
