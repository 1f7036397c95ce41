package probe.theory;

import java.util.Arrays;
import probe.algebra.Dense;
import probe.algebra.SingularValues;

/**
 * A hard-margin solution and how far from the best it can be.
 *
 * @param weights [inputs, answers], scaled so that the least training margin is 1
 * @param trainMargin the least training margin
 * @param testMargin the least margin of a test implication against the other implications
 * @param testMarginFacts the same against the facts
 * @param singularValues of the weights, descending
 * @param gap duality gap, as a share of the objective: the objective exceeds the least possible one
 *     by no more
 * @param iterations that the solver took
 */
public record MarginSolution(
    Dense weights,
    double trainMargin,
    double testMargin,
    double testMarginFacts,
    double[] singularValues,
    double gap,
    int iterations) {

  static MarginSolution of(MarginProblem problem, Dense weights, double gap, int iterations) {
    int n = problem.classes();
    return new MarginSolution(
        weights,
        MarginProblem.margin(weights, problem.training(), 0, 2 * n),
        MarginProblem.margin(weights, problem.test(), n, 2 * n),
        MarginProblem.margin(weights, problem.test(), 0, n),
        SingularValues.of(weights),
        gap,
        iterations);
  }

  public double nuclearNorm() {
    return Arrays.stream(singularValues).sum();
  }

  public double frobeniusNorm() {
    return Math.sqrt(Arrays.stream(singularValues).map(s -> s * s).sum());
  }
}
