package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;
import probe.algebra.Dense;

class MarginSolverTest {
  private static final double TOLERANCE = 1e-10;
  private static final int[][] RATIOS = {
    {1, 1}, {1, 2}, {1, 3}, {1, 4}, {2, 3}, {2, 1}, {3, 2}, {4, 1}, {1, 8}, {3, 3}
  };

  private static MarginSolution solve(int classes, int train, int test, Norm norm) {
    return MarginSolver.solve(new MarginProblem(classes, train, test), norm, TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6})
  void theNuclearNormTransfersAsTheRootOfTheRatio(int classes) {
    for (int[] ratio : RATIOS) {
      MarginSolution solution = solve(classes, ratio[0], ratio[1], Norm.NUCLEAR);

      double expected = Math.min(1, Math.sqrt((double) ratio[0] / ratio[1]));
      assertThat(solution.testMargin())
          .as("%d:%d", ratio[0], ratio[1])
          .isCloseTo(expected, within(1e-6));
      assertThat(solution.gap()).isBetween(0.0, TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6})
  void theFrobeniusNormDoesNotTransfer(int classes) {
    for (int[] ratio : RATIOS) {
      MarginSolution solution = solve(classes, ratio[0], ratio[1], Norm.FROBENIUS);

      assertThat(solution.testMargin()).isCloseTo(0, within(1e-6));
      assertThat(solution.testMarginFacts()).isCloseTo(1.0 / classes, within(1e-6));
    }
  }

  @Test
  void theSpectraOfThreeClassesAreTheKnownOnes() {
    assertThat(solve(3, 1, 3, Norm.NUCLEAR).singularValues())
        .containsExactly(new double[] {2.431, 2.431, 1.732, .301, .301, 0}, within(1e-3));
    assertThat(solve(3, 1, 1, Norm.NUCLEAR).singularValues())
        .containsExactly(new double[] {2, 2, 1.732, 0, 0, 0}, within(1e-3));
  }

  @ParameterizedTest
  @CsvSource({"2,1,5", "4,2,3", "5,3,1", "7,1,3"})
  void theWholeSpectrumIsTheClosedFormsForBothNorms(int classes, int train, int test) {
    MarginProblem problem = new MarginProblem(classes, train, test);
    for (Norm norm : Norm.values()) {
      MarginSolution solution = MarginSolver.solve(problem, norm, TOLERANCE);
      MarginClosedForm closed = MarginClosedForm.of(problem, norm);
      double[] known = closed.singularValues();
      assertThat(known).isNotNull();
      double[] padded = Arrays.copyOf(known, solution.singularValues().length);

      assertThat(solution.singularValues()).containsExactly(padded, within(1e-6));
      assertThat(solution.nuclearNorm()).isCloseTo(closed.nuclearNorm(), within(1e-6));
      assertThat(solution.frobeniusNorm()).isCloseTo(closed.frobeniusNorm(), within(1e-6));
      assertThat(solution.testMarginFacts()).isCloseTo(closed.testMarginFacts(), within(1e-6));
    }
  }

  @Test
  void dualCoordinateAscentFindsTheSameFrobeniusSolution() {
    for (int[] size : new int[][] {{3, 1, 3}, {2, 2, 1}, {4, 0, 2}}) {
      MarginProblem problem = new MarginProblem(size[0], size[1], size[2]);
      double[] reference = coordinateAscent(problem);

      Dense weights = MarginSolver.solve(problem, Norm.FROBENIUS, TOLERANCE).weights();

      assertThat(weights.values()).containsExactly(reference, within(1e-4));
    }
  }

  /** Each multiplier in turn goes to where its margin is 1: another way to the same optimum. */
  private static double[] coordinateAscent(MarginProblem problem) {
    List<MarginProblem.Point> points = problem.training();
    int answers = problem.answers();
    double[] w = new double[problem.inputs() * answers];
    double[] multipliers = new double[points.size() * answers];
    for (int pass = 0; pass < 3000; pass++) {
      for (int k = 0; k < multipliers.length; k++) {
        MarginProblem.Point p = points.get(k / answers);
        int other = k % answers;
        int s = p.subject() * answers;
        int r = p.relation() * answers;
        if (other != p.answer()) {
          double margin = w[s + p.answer()] + w[r + p.answer()] - w[s + other] - w[r + other];
          double step = Math.max(-multipliers[k], (1 - margin) / 4);
          multipliers[k] += step;
          w[s + p.answer()] += step;
          w[r + p.answer()] += step;
          w[s + other] -= step;
          w[r + other] -= step;
        }
      }
    }
    return w;
  }

  @Test
  void noNearbyWeightsWithTheSameMarginsAreSmaller() {
    MarginProblem problem = new MarginProblem(3, 1, 2);
    SplittableRandom random = new SplittableRandom(3);
    for (Norm norm : Norm.values()) {
      MarginSolution best = MarginSolver.solve(problem, norm, TOLERANCE);
      for (int trial = 0; trial < 200; trial++) {
        double[] moved = best.weights().values().clone();
        double size = Math.pow(10, -random.nextInt(4));
        for (int k = 0; k < moved.length; k++) {
          moved[k] += size * random.nextDouble(-1, 1);
        }
        MarginSolution other =
            MarginSolution.of(problem, new Dense(problem.inputs(), problem.answers(), moved), 0, 0);
        if (other.trainMargin() > 0) {
          assertThat(of(norm, other) / other.trainMargin()).isGreaterThan(of(norm, best) - 1e-8);
        }
      }
    }
  }

  private static double of(Norm norm, MarginSolution solution) {
    return norm == Norm.NUCLEAR ? solution.nuclearNorm() : solution.frobeniusNorm();
  }

  @Test
  void classesAndSubjectsOfOneKindAreTreatedAlike() {
    MarginProblem problem = new MarginProblem(4, 1, 2);
    Dense w = MarginSolver.solve(problem, Norm.NUCLEAR, TOLERANCE).weights();

    // class i becomes i + 1: its three subjects, its fact and its implication move along
    for (int s = 0; s < 12; s++) {
      for (int a = 0; a < 4; a++) {
        assertThat(w.at((s + 3) % 12, (a + 1) % 4)).isCloseTo(w.at(s, a), within(1e-9));
        assertThat(w.at((s + 3) % 12, 4 + (a + 1) % 4)).isCloseTo(w.at(s, 4 + a), within(1e-9));
      }
    }
    // the two test subjects of class 0
    assertThat(w.row(1)).containsExactly(w.row(2), within(1e-9));
  }

  @Test
  void withoutATrainingImplicationNothingTransfers() {
    for (Norm norm : Norm.values()) {
      MarginSolution solution = solve(3, 0, 2, norm);
      assertThat(solution.testMargin()).isCloseTo(0, within(1e-6));
      assertThat(solution.testMarginFacts()).isNegative();
      assertThat(solution.trainMargin()).isCloseTo(1, within(1e-12));
    }
    assertThat(MarginClosedForm.of(new MarginProblem(3, 0, 2), Norm.NUCLEAR))
        .isEqualTo(new MarginClosedForm(0, null, null));
  }

  @Test
  void aProjectionIsTheNearestOfManyLogitsThatKeepTheMargin() {
    SplittableRandom random = new SplittableRandom(4);
    for (int trial = 0; trial < 200; trial++) {
      int answers = random.nextInt(2, 7);
      double[] logits = random.doubles(answers, -2, 2).toArray();
      int own = random.nextInt(answers);
      double[] nearest = logits.clone();
      MarginSolver.project(nearest, 0, answers, own);
      for (int a = 0; a < answers; a++) {
        if (a != own) {
          assertThat(nearest[own] - nearest[a]).isGreaterThan(1 - 1e-12);
        }
      }
      for (int other = 0; other < 50; other++) {
        double[] feasible = random.doubles(answers, -3, 3).toArray();
        double most = 0;
        for (int a = 0; a < answers; a++) {
          most = a == own ? most : Math.max(most, feasible[a] + 1);
        }
        feasible[own] = Math.max(feasible[own], most);
        // the angle at a projection on a convex set is never acute
        double product = 0;
        for (int a = 0; a < answers; a++) {
          product += (logits[a] - nearest[a]) * (feasible[a] - nearest[a]);
        }
        assertThat(product).isLessThan(1e-9);
      }
    }
  }

  @Test
  void sizesThatMakeNoProblemAreRefused() {
    assertThatThrownBy(() -> new MarginProblem(1, 1, 1))
        .isInstanceOf(ProbeException.class)
        .hasMessage("--classes must be 2 or more, got 1");
    assertThatThrownBy(() -> new MarginProblem(2, -1, 1))
        .hasMessage("--train-per-class must be 0 or more, got -1");
    assertThatThrownBy(() -> new MarginProblem(2, 1, 0))
        .hasMessage("--test-per-class must be 1 or more, got 0");
    assertThatThrownBy(() -> new MarginProblem(5000, 1, 3))
        .hasMessageContaining("200,000,000 entries");
  }

  @Test
  void aToleranceThatRoundingForbidsIsAnErrorWithTheGap() {
    assertThatThrownBy(() -> MarginSolver.solve(new MarginProblem(2, 1, 1), Norm.FROBENIUS, -1))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("duality gap")
        .hasMessageContaining("200,000 iterations");
  }
}
