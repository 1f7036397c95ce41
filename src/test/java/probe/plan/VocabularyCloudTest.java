package probe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import probe.algebra.Whitening;
import probe.geometry.Vectors;
import probe.result.VocabularyFacts;
import probe.tensor.Matrix;

/** A cloud of 24 of 30 rows in eight dimensions, beside what numpy says of it. */
class VocabularyCloudTest {
  private static final Offset<Double> ROUNDING = within(1e-9);
  private static final int ROWS = 30;
  private static final int WIDTH = 8;
  // every fifth row is one that no text can have
  private static final int[] DECLARED = IntStream.range(0, ROWS).filter(v -> v % 5 != 4).toArray();

  /**
   * gamma[v][j] = ((7 v + 5 j) mod 11 - 5) / 4 + ((v^2 + 3 j) mod 7) / 8, one more in the first
   * column, and twenty times that in the fourth.
   */
  private static Matrix gamma() {
    float[] values = new float[ROWS * WIDTH];
    for (int v = 0; v < ROWS; v++) {
      for (int j = 0; j < WIDTH; j++) {
        float x = ((v * 7 + j * 5) % 11 - 5) / 4f + ((v * v + 3 * j) % 7) / 8f;
        values[v * WIDTH + j] = (x + (j == 0 ? 1 : 0)) * (j == 3 ? 20 : 1);
      }
    }
    return Matrix.of(values, ROWS, WIDTH);
  }

  @Test
  void factsOfNumpy() {
    VocabularyCloud cloud = VocabularyCloud.of(gamma(), DECLARED, 0);
    VocabularyFacts facts = cloud.facts();
    assertThat(facts.rows()).isEqualTo(30);
    assertThat(facts.declared()).isEqualTo(24);
    assertThat(facts.width()).isEqualTo(8);
    assertThat(facts.rank()).isEqualTo(8);
    assertThat(Objects.requireNonNull(facts.condition()))
        .isEqualTo(2198.5455753872297, within(1e-6));
    assertThat(facts.effectiveDimension()).isEqualTo(1.031933415063712, ROUNDING);
    assertThat(facts.meanShare()).isEqualTo(0.2309522630044, ROUNDING);
    assertThat(facts.eigenvalues()).hasSize(8);
    assertThat(facts.eigenvalues().getFirst()).isEqualTo(258.67552941412174, within(1e-8));
    assertThat(facts.eigenvalues().getLast()).isEqualTo(0.1176575697633929, ROUNDING);
    assertThat(cloud.mean()[3]).isEqualTo(8.75, ROUNDING);
    assertThat(cloud.mean()[7]).isEqualTo(0.14583333333333334, ROUNDING);
    assertThat(facts.causal()).isTrue();
    assertThat(facts.why()).isEmpty();
    assertThat(facts.ridge()).isZero();
  }

  @Test
  void theFourthDimensionIsRogue() {
    VocabularyFacts facts = VocabularyCloud.of(gamma(), DECLARED, 0).facts();
    assertThat(facts.rogue()).hasSize(1);
    assertThat(facts.rogue().getFirst().dimension()).isEqualTo(3);
    assertThat(facts.rogue().getFirst().share()).isEqualTo(0.9810888517172563, ROUNDING);
  }

  @Test
  void productsOfNumpy() {
    Matrix gamma = gamma();
    // (x1 - x0)' Cov^-1 (x6 - x2): the sixth of the declared rows is row 6
    assertThat(inner(VocabularyCloud.of(gamma, DECLARED, 0), gamma))
        .isEqualTo(1.7656897386597787, within(1e-8));
    assertThat(inner(VocabularyCloud.of(gamma, DECLARED, 0.01), gamma))
        .isEqualTo(-0.3619521375855561, within(1e-8));
  }

  private static double inner(VocabularyCloud cloud, Matrix gamma) {
    Whitening whitening = cloud.whitening().orElseThrow();
    return whitening.inner(
        Vectors.difference(gamma.row(0), gamma.row(1)),
        Vectors.difference(gamma.row(2), gamma.row(6)));
  }

  @Test
  void fewerRowsThanDimensionsSayWhy() {
    int[] few = {0, 1, 2, 3, 5};
    VocabularyCloud cloud = VocabularyCloud.of(gamma(), few, 0);
    assertThat(cloud.whitening()).isEmpty();
    VocabularyFacts facts = cloud.facts();
    assertThat(facts.causal()).isFalse();
    assertThat(facts.rank()).isEqualTo(4);
    assertThat(facts.condition()).isNull();
    assertThat(facts.effectiveDimension()).isEqualTo(1.0316435409420277, ROUNDING);
    assertThat(facts.why())
        .startsWith("the covariance of 5 declared rows has rank 4 of 8, so it has no inverse")
        .contains("pass --ridge, such as 0.01");
  }

  @Test
  void aRidgeGivesItAnInverseAndIsWrittenDown() {
    VocabularyCloud cloud = VocabularyCloud.of(gamma(), new int[] {0, 1, 2, 3, 5}, 0.01);
    assertThat(cloud.whitening()).isPresent();
    assertThat(cloud.facts().ridge()).isEqualTo(0.01);
    assertThat(cloud.facts().causal()).isTrue();
    assertThat(cloud.facts().why()).isEmpty();
    // the spectrum is that of the rows, not of what was inverted
    assertThat(cloud.facts().rank()).isEqualTo(4);
  }

  @Test
  void centredRowsHaveMeanZeroOverTheDeclared() {
    Matrix gamma = gamma();
    VocabularyCloud cloud = VocabularyCloud.of(gamma, DECLARED, 0);
    Matrix centred = cloud.centred(gamma);
    for (int j = 0; j < WIDTH; j++) {
      int column = j;
      assertThat(IntStream.of(DECLARED).mapToDouble(v -> centred.row(v)[column]).sum())
          .isEqualTo(0, within(1e-4));
      // rows that are not declared move along
      assertThat((double) centred.row(29)[j])
          .isEqualTo(gamma.row(29)[j] - cloud.mean()[j], within(1e-5));
    }
  }
}
