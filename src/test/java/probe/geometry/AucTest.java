package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AucTest {
  @Test
  void oneForSeparatedClassesZeroTheOtherWayRoundAndAHalfForTies() {
    assertThat(Auc.of(new double[] {1, 2}, new double[] {3, 4})).isEqualTo(1);
    assertThat(Auc.of(new double[] {3, 4}, new double[] {1, 2})).isEqualTo(0);
    assertThat(Auc.of(new double[] {1, 1, 1}, new double[] {1, 1})).isEqualTo(0.5);
    assertThat(Auc.of(new double[] {-0.0}, new double[] {0.0})).isEqualTo(0.5);
  }

  @Test
  void valueIsThatOfScikitLearn() {
    // sklearn 1.9.1: roc_auc_score([0] * 5 + [1] * 5, first + second)
    assertThat(
            Auc.of(new double[] {0.1, 0.4, 0.4, 0.8, -1}, new double[] {0.4, 0.9, 0.1, 0.8, 2}))
        .isCloseTo(0.76, within(1e-15));
  }

  @Test
  void aWeightedSampleIsThatOfRepeatedClusters() {
    SplittableRandom random = new SplittableRandom(3);
    double[] first = random.ints(6, 0, 5).asDoubleStream().toArray();
    double[] second = random.ints(6, 1, 6).asDoubleStream().toArray();
    Auc auc = Auc.of(first, second, new int[] {0, 0, 1, 1, 2, 2});

    assertThat(auc.of(new int[] {1, 1, 1})).isCloseTo(Auc.of(first, second), within(1e-15));
    assertThat(auc.of(new int[] {0, 2, 1}))
        .isCloseTo(
            Auc.of(
                new double[] {first[2], first[3], first[2], first[3], first[4], first[5]},
                new double[] {second[2], second[3], second[2], second[3], second[4], second[5]}),
            within(1e-15));
  }

  @Test
  void noValuesHaveNoArea() {
    assertThat(Auc.of(new double[0], new double[] {1})).isNaN();
    assertThatThrownBy(() -> Auc.of(new double[] {1, 2}, new double[] {1}, new int[] {0}))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class);
  }
}
