package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import probe.ProbeException;
import probe.algebra.Parallel;
import probe.tensor.Matrix;

class LogisticTest {
  private static final Logistic EXACT = new Logistic(true, 1e-12);
  private final int before = Parallel.threads();

  @AfterEach
  void restore() {
    Parallel.setThreads(before);
  }

  @Test
  void onePointOfEachClassSolvesOneEquation() {
    // x = -1, 1: w = (2 / penalty) / (1 + exp(w)); for w = 1 the penalty is 2 / (1 + e)
    LinearProbe probe = EXACT.fit(new double[][] {{-1}, {1}}, new int[] {0, 1}, 2 / (1 + Math.E));
    assertThat(probe.weights()).containsExactly(new double[] {1}, within(1e-11));
    assertThat(probe.bias()).isCloseTo(0, within(1e-11));
  }

  @Test
  void withHardlyAnyWeightTheBiasIsTheLogOdds() {
    Rows rows = Rows.exact(40, 4); // 17 of class 1
    LinearProbe probe = EXACT.fit(rows.x(), rows.labels(), 1e12);
    assertThat(probe.bias()).isCloseTo(Math.log(17.0 / 23), within(1e-9));
  }

  @Test
  void valuesAreThoseOfScikitLearn() {
    // scikit-learn 1.9.1: LogisticRegression(C=0.5, tol=1e-12), for X and StandardScaler's X
    Rows tall = Rows.exact(40, 4);
    Logistic.Fit fit = new Logistic(false, 1e-12).train(tall.x(), tall.labels(), 2);
    assertThat(fit.probe().weights())
        .containsExactly(
            new double[] {
              0.08797674042233347, -0.006794638677315644, 0.10478026133580194, 0.05872048065088609
            },
            within(1e-11));
    assertThat(fit.probe().bias()).isCloseTo(-0.41357058379349265, within(1e-11));
    assertThat(fit.objective()).isCloseTo(23.16006900983732, within(1e-12));
    assertThat(fit.converged()).isTrue();

    fit = EXACT.train(tall.x(), tall.labels(), 2);
    Scaling scaling = Scaling.of(probe.algebra.Dense.of(tall.x()));
    double[] expected = {
      0.5319846365667356, -0.03295399893286373, 0.5685397728867203, 0.19692383983548908
    };
    for (int j = 0; j < 4; j++) {
      assertThat(fit.probe().weights()[j] * scaling.scale()[j])
          .isCloseTo(expected[j], within(1e-11));
    }
    assertThat(fit.objective()).isCloseTo(24.00486902460823, within(1e-12));

    Rows wide = Rows.exact(12, 30);
    fit = new Logistic(false, 1e-12).train(wide.x(), wide.labels(), 2);
    assertThat(Rows.firstFour(fit.probe().weights()))
        .containsExactly(
            new double[] {
              -0.010082794487265017,
              -0.058309732242714775,
              0.028448334023894378,
              -0.09788721255220338
            },
            within(1e-7));
    assertThat(fit.objective()).isCloseTo(0.36076147246969414, within(1e-11));
  }

  @Test
  void theWayOfManyRowsFindsTheSame() {
    Rows rows = Rows.gaussian(1500, 1100, 2, 1);
    Matrix x = rows.matrix();
    Logistic.Fit many = new Logistic(true, 1e-6).train(x, rows.labels(), 300);
    assertThat(many.converged()).isTrue();
    // the same objective by Newton's method on the span: 1,000 of the columns, the rest zero
    double[][] cut =
        Arrays.stream(rows.x()).map(row -> Arrays.copyOf(row, 900)).toArray(double[][]::new);
    double[][] padded =
        Arrays.stream(cut).map(row -> Arrays.copyOf(row, 1100)).toArray(double[][]::new);
    Logistic.Fit exact = EXACT.train(cut, rows.labels(), 300);
    Logistic.Fit single = new Logistic(true, 1e-6).train(padded, rows.labels(), 300);
    assertThat(single.converged()).isTrue();
    assertThat(single.objective()).isCloseTo(exact.objective(), within(1e-5 * exact.objective()));
    for (int j = 0; j < 900; j++) {
      assertThat(single.probe().weights()[j]).isCloseTo(exact.probe().weights()[j], within(2e-4));
    }
  }

  @Test
  void manyRowsGiveTheSameBitsOnAnyNumberOfThreads() {
    Rows rows = Rows.gaussian(1300, 1100, 1, 2);
    Matrix x = rows.matrix();
    double[][] results = new double[2][];
    for (int threads = 1; threads <= 2; threads++) {
      Parallel.setThreads(threads);
      results[threads - 1] = new Logistic(true, 1e-4).fit(x, rows.labels(), 100).weights();
    }
    assertThat(Arrays.equals(results[0], results[1])).isTrue();
  }

  @Test
  void noiseAsksForALargerPenaltyThanSignal() {
    Rows noise = Rows.gaussian(100, 150, 0, 3);
    Rows signal = Rows.gaussian(100, 150, 2, 3);
    Logistic logistic = new Logistic();
    double shrunk = length(logistic.fit(noise.x(), noise.labels(), noise.groups(), 1));
    assertThat(shrunk).isLessThan(length(logistic.fit(noise.x(), noise.labels(), 1)) / 3);
    assertThat(length(logistic.fit(signal.x(), signal.labels(), signal.groups(), 1)))
        .isGreaterThan(shrunk);
  }

  private static double length(LinearProbe probe) {
    return Math.sqrt(Arrays.stream(probe.weights()).map(w -> w * w).sum());
  }

  @Test
  void whatDoesNotConvergeIsNotHandedOut() {
    Rows rows = Rows.exact(40, 4);
    Logistic impatient = new Logistic(true, 1e-300);
    assertThat(impatient.train(rows.x(), rows.labels(), 1).converged()).isFalse();
    assertThatThrownBy(() -> impatient.fit(rows.x(), rows.labels(), 1))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("logistic regression with penalty 1.0 stopped after")
        .hasMessageContaining("above 1.0e-300; use a larger penalty");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    Rows rows = Rows.exact(12, 3);
    assertThatThrownBy(() -> new Logistic(true, 0))
        .hasMessage("the tolerance must be above 0, got 0.0");
    assertThatThrownBy(() -> new Logistic().fit(rows.x(), rows.labels(), -1))
        .hasMessage("the penalty must be above 0, got -1.0");
    int[] one = new int[12];
    assertThatThrownBy(() -> new Logistic().fit(rows.x(), rows.labels(), one, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "to choose a penalty, rows must come from at least 2 groups, got 1; give the penalty");
    assertThatThrownBy(() -> new Logistic().fit(rows.x(), rows.labels(), rows.labels(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "2 groups were divided into 2 folds, but without any of them all rows are of one");
  }

  @Test
  void rowsOfAGroupStayTogether() {
    int[] groups = IntStream.range(0, 100).map(i -> i % 13).toArray();
    int[] fold = PenaltySearch.folds(groups, 5);
    for (int i = 13; i < 100; i++) {
      assertThat(fold[i]).isEqualTo(fold[i % 13]);
    }
    assertThat(Arrays.stream(fold).distinct().count()).isEqualTo(5);
    assertThat(PenaltySearch.folds(groups, 6)).isNotEqualTo(fold);
  }
}
