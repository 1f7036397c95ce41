package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import probe.algebra.Dense;
import probe.algebra.Gram;

class ScalingTest {
  @Test
  void aColumnThatIsConstantUpToRoundingHasScaleOne() {
    // scikit-learn 1.9.1: StandardScaler().fit([[1, .1], [3, .1], [8, .1]]).scale_
    Scaling scaling = Scaling.of(Dense.of(new double[][] {{1, 0.1}, {3, 0.1}, {8, 0.1}}));
    assertThat(scaling.mean()).containsExactly(new double[] {4, 0.1}, within(1e-16));
    assertThat(scaling.scale()).containsExactly(new double[] {2.943920288775949, 1}, within(1e-15));
  }

  @Test
  void aProbeOnStandardisedRowsIsUndone() {
    LabelledRows rows = LabelledRows.gaussian(50, 6, 1, 1);
    Dense x = Dense.of(rows.x());
    Scaling scaling = Scaling.of(x);
    Dense standard = scaling.apply(x);
    LinearProbe inner = new LinearProbe(new double[] {1, -2, 3, 0, 0.5, 1}, 0.25);
    LinearProbe outer = scaling.undo(inner.weights(), inner.bias());
    for (int i = 0; i < 50; i++) {
      assertThat(outer.score(rows.x()[i])).isCloseTo(inner.score(standard.row(i)), within(1e-12));
    }
    Scaling narrow = Scaling.of(rows.matrix(), Gram.all(rows.matrix()));
    assertThat(narrow.scale()).containsExactly(scaling.scale(), within(1e-12));
  }
}
