package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConceptDirectionTest {
  private static double[][] gaussian(int pairs, int d, long seed) {
    Random random = new Random(seed);
    double[][] out = new double[pairs][d];
    for (double[] row : out) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return out;
  }

  @Test
  void parallelDifferencesHaveCosineOneAndProjectOntoTheirLength() {
    double[][] differences = {{3, 4}, {6, 8}, {0.3, 0.4}, {30, 40}};

    ConceptDirection concept = ConceptDirection.of(differences);

    assertThat(concept.direction()).containsExactly(new double[] {0.6, 0.8}, within(1e-15));
    assertThat(concept.cosines()).containsExactly(new double[] {1, 1, 1, 1}, within(1e-14));
    assertThat(concept.projections()).containsExactly(new double[] {5, 10, 0.5, 50}, within(1e-13));
  }

  @Test
  void aPairAgainstAllOthersHasCosineMinusOne() {
    ConceptDirection concept = ConceptDirection.of(new double[][] {{2, 0}, {2, 0}, {-1, 0}});

    assertThat(concept.cosines()[2]).isEqualTo(-1);
    assertThat(concept.direction()).containsExactly(1, 0);
  }

  @Test
  void everyPairIsJudgedByTheMeanOfTheOthers() {
    double[][] differences = gaussian(12, 7, 21);

    ConceptDirection concept = ConceptDirection.of(differences);

    for (int i = 0; i < differences.length; i++) {
      double[] mean = new double[7];
      for (int k = 0; k < differences.length; k++) {
        for (int j = 0; j < 7 && k != i; j++) {
          mean[j] += differences[k][j] / (differences.length - 1);
        }
      }
      double dot = 0;
      double meanSquares = 0;
      double ownSquares = 0;
      for (int j = 0; j < 7; j++) {
        dot += mean[j] * differences[i][j];
        meanSquares += mean[j] * mean[j];
        ownSquares += differences[i][j] * differences[i][j];
      }
      assertThat(concept.projections()[i]).isCloseTo(dot / Math.sqrt(meanSquares), within(1e-12));
      assertThat(concept.cosines()[i])
          .isCloseTo(dot / Math.sqrt(meanSquares * ownSquares), within(1e-12));
    }
  }

  @Test
  void randomDifferencesHaveNoCommonDirection() {
    // 200 seeds of 20 pairs in 64 dimensions. A leave-one-out cosine has mean 0 and standard
    // deviation 1 / sqrt(64) = 0.125; those of one seed are dependent with a correlation of about
    // 1/20, so a seed's mean deviates by about 0.125 sqrt((1 + 19/20) / 20) = 0.04 and the mean of
    // all seeds by 0.04 / sqrt(200) = 0.003. The band is four of these.
    double sum = 0;
    int seeds = 200;
    for (int seed = 0; seed < seeds; seed++) {
      double[] cosines = ConceptDirection.of(gaussian(20, 64, seed)).cosines();
      sum += Arrays.stream(cosines).average().orElseThrow();
    }

    assertThat(sum / seeds).isBetween(-0.012, 0.012);
  }

  @Test
  void scalingAllDifferencesChangesProjectionsOnly() {
    double[][] differences = gaussian(5, 4, 3);
    ConceptDirection once = ConceptDirection.of(differences);
    for (double[] row : differences) {
      Arrays.setAll(row, j -> 2 * row[j]);
    }

    ConceptDirection twice = ConceptDirection.of(differences);

    assertThat(twice.cosines()).containsExactly(once.cosines(), within(1e-14));
    assertThat(twice.direction()).containsExactly(once.direction(), within(1e-14));
    for (int i = 0; i < 5; i++) {
      assertThat(twice.projections()[i]).isCloseTo(2 * once.projections()[i], within(1e-13));
    }
  }

  @Test
  void valuesAreThoseOfNumpy() {
    // numpy 2.4.6: m = D.mean(0); m / norm(m); for each i: o = np.delete(D, i, 0).mean(0),
    // o / norm(o) @ D[i], and that divided by norm(D[i])
    double[][] differences = {
      {1, 2, -0.5}, {0.5, -1, 2}, {2, 0.25, 1}, {-0.75, 1.5, 0.125}, {3, -0.5, 0.25}
    };

    ConceptDirection concept = ConceptDirection.of(differences);

    assertThat(concept.direction())
        .containsExactly(
            new double[] {0.8442143555243689, 0.3303447478138835, 0.4221071777621844},
            within(1e-15));
    assertThat(concept.projections())
        .containsExactly(
            new double[] {
              0.6108233710568927,
              0.18039731161012096,
              2.125838421301813,
              -0.4799201559420114,
              1.6050980040343343
            },
            within(1e-14));
    assertThat(concept.cosines())
        .containsExactly(
            new double[] {
              0.26658517467774373,
              0.07873184148761098,
              0.944817076134139,
              -0.28537747406217945,
              0.5259790081865305
            },
            within(1e-14));
  }

  @Test
  void cosinesOfDirectionsAreAMatrixWithOnesOnItsDiagonal() {
    double[][] cosines = ConceptDirection.cosines(new double[][] {{1, 0}, {0, 1}, {0.6, 0.8}});

    assertThat(cosines).isDeepEqualTo(new double[][] {{1, 0, 0.6}, {0, 1, 0.8}, {0.6, 0.8, 1}});
  }

  @Test
  void fewerThanThreePairsAreRefused() {
    assertThatThrownBy(() -> ConceptDirection.of(new double[][] {{1, 2}, {3, 4}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a direction needs at least 3 pairs, got 2");
  }

  @Test
  void rowsOfDifferentLengthAreRefused() {
    assertThatThrownBy(() -> ConceptDirection.of(new double[][] {{1, 2}, {3, 4}, {5}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vector dimensions differ: 1 != 2");
  }

  @Test
  void differencesThatCancelOutAreRefused() {
    // the others of the third pair sum to zero
    assertThatThrownBy(() -> ConceptDirection.of(new double[][] {{1, 2}, {-1, -2}, {3, 1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no direction");
  }

  @Test
  void aDifferenceThatIsNotANumberIsRefused() {
    assertThatThrownBy(() -> ConceptDirection.of(new double[][] {{1, 2}, {Double.NaN, 2}, {3, 1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }
}
