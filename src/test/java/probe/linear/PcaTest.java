package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import probe.algebra.Dense;

class PcaTest {
  @Test
  void pointsOnALineHaveOneComponent() {
    Pca pca = Pca.of(Dense.of(new double[][] {{0, 0, 1}, {3, 4, 1}, {6, 8, 1}}), 1);
    assertThat(pca.components().row(0)).containsExactly(new double[] {0.6, 0.8, 0}, within(1e-15));
    assertThat(pca.variances()).containsExactly(new double[] {25}, within(1e-13));
    assertThat(pca.totalVariance()).isCloseTo(25, within(1e-13));
    assertThat(pca.mean()).containsExactly(3, 4, 1);
  }

  @Test
  void valuesAreThoseOfScikitLearn() {
    // scikit-learn 1.9.1: PCA().fit(X)
    Pca tall = Pca.of(Dense.of(LabelledRows.exact(40, 4).x()), 3);
    assertThat(tall.variances())
        .containsExactly(
            new double[] {72.16382988639467, 55.171971291252085, 32.42637482267504}, within(1e-12));
    assertThat(tall.components().row(1))
        .containsExactly(
            new double[] {
              0.867962253078163, -0.04526593218723868, -0.3829364232384069, 0.31297319113955147
            },
            within(1e-13));
    Pca wide = Pca.of(Dense.of(LabelledRows.exact(12, 30).x()), 3);
    assertThat(wide.variances())
        .containsExactly(
            new double[] {294.072334997607, 237.1660219082438, 152.63218492750343}, within(1e-11));
    assertThat(LabelledRows.firstFour(wide.components().row(0)))
        .containsExactly(
            new double[] {
              0.020331497191036288, 0.011987728492645918, 0.4062583934336243, -0.28623270505108417
            },
            within(1e-12));
  }

  @Test
  void projectionsAreUncorrelatedWithTheStatedVariances() {
    for (int d : new int[] {8, 150}) {
      LabelledRows rows = LabelledRows.gaussian(100, d, 3, 1);
      Dense x = Dense.of(rows.x());
      Pca pca = Pca.of(x, 6);
      Dense moments = pca.project(x).gram();
      for (int a = 0; a < 6; a++) {
        for (int b = 0; b < 6; b++) {
          assertThat(moments.at(a, b) / 99)
              .isCloseTo(a == b ? pca.variances()[a] : 0, within(1e-10));
        }
      }
      Pca narrow = Pca.of(rows.matrix(), 6);
      assertThat(narrow.variances()).containsExactly(pca.variances(), within(1e-10));
      assertThat(narrow.components().row(0)).containsExactly(pca.components().row(0), within(1e-8));
      assertThat(narrow.totalVariance()).isCloseTo(pca.totalVariance(), within(1e-9));
    }
  }

  @Test
  void moreComponentsThanThereAreAreRefused() {
    assertThatThrownBy(() -> Pca.of(Dense.zeros(3, 5), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows [3, 5] have between 1 and 2 principal components, asked for 3");
    assertThatThrownBy(() -> Pca.of(Dense.zeros(1, 5), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
