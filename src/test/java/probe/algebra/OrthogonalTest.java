package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrthogonalTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 64, 65, 300})
  void rowsAreOrthonormal(int n) {
    Dense q = Orthogonal.random(n, 1);
    assertThat(Samples.largestDifference(q.outerGram(), Dense.identity(n))).isLessThan(1e-13);
  }

  @Test
  void theSeedDecides() {
    assertThat(Orthogonal.random(70, 1).values())
        .containsExactly(Orthogonal.random(70, 1).values())
        .isNotEqualTo(Orthogonal.random(70, 2).values());
  }

  @Test
  void entriesAreUniformInSize() {
    // a uniform rotation has entries of variance 1 / n everywhere, the first row included
    int n = 200;
    double first = 0;
    double last = 0;
    for (int seed = 0; seed < 50; seed++) {
      Dense q = Orthogonal.random(n, seed);
      first += q.at(0, 0) * q.at(0, 0) * n / 50;
      last += q.at(n - 1, n - 2) * q.at(n - 1, n - 2) * n / 50;
    }
    // the mean of 50 squares of standard normals has standard deviation .2
    assertThat(first).isBetween(0.4, 1.8);
    assertThat(last).isBetween(0.4, 1.8);
  }
}
