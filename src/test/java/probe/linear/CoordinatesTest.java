package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import probe.algebra.Dense;

class CoordinatesTest {
  @Test
  void innerProductsAndScoresAreKept() {
    Dense rows = Dense.of(LabelledRows.gaussian(20, 70, 1, 1).x());
    Coordinates coordinates = Coordinates.of(rows);
    assertThat(coordinates.rows().columns()).isEqualTo(20);
    double[] expected = rows.outerGram().values();
    assertThat(coordinates.rows().outerGram().values()).containsExactly(expected, within(1e-10));
    double[] weights = coordinates.rows().row(3);
    assertThat(rows.multiply(coordinates.weights(weights)))
        .containsExactly(coordinates.rows().multiply(weights), within(1e-10));
  }

  @Test
  void rowsThatDependOnEachOtherHaveFewerCoordinates() {
    Dense rows = Dense.of(new double[][] {{1, 0, 0, 0}, {0, 2, 0, 0}, {1, 2, 0, 0}});
    assertThat(Coordinates.of(rows).rows().columns()).isEqualTo(2);
  }

  @Test
  void asManyRowsAsDimensionsKeepTheirOwn() {
    Dense rows = Dense.identity(3);
    assertThat(Coordinates.of(rows).rows()).isSameAs(rows);
  }
}
