package probe.theory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the hard-margin solutions are without solving (theorem 2 of Huang et al.).
 *
 * <p>On the contrasts between classes the weights are n - 1 copies of M(t) = [[a, b], [a, t b]]
 * with a and b the square roots of the numbers of training and test subjects and t the test margin;
 * one more singular value, the root of n, tells implications from facts.
 *
 * @param testMargin against the other implications
 * @param testMarginFacts against the facts; null without training implications
 * @param singularValues descending, without zeros; null likewise
 */
public record MarginClosedForm(
    double testMargin, @Nullable Double testMarginFacts, double @Nullable [] singularValues) {
  private static final double ZERO = 1e-12;

  /** The closed form for {@code norm}. */
  public static MarginClosedForm of(MarginProblem problem, Norm norm) {
    double ratio = (double) problem.trainPerClass() / problem.testPerClass();
    return switch (norm) {
      case NUCLEAR -> at(problem, Math.min(1, Math.sqrt(ratio)));
      case FROBENIUS -> at(problem, 0);
    };
  }

  /** The sum of the singular values; null where they are not known. */
  public @Nullable Double nuclearNorm() {
    return singularValues == null ? null : Arrays.stream(singularValues).sum();
  }

  /** The root of the sum of their squares; null likewise. */
  public @Nullable Double frobeniusNorm() {
    return singularValues == null
        ? null
        : Math.sqrt(Arrays.stream(singularValues).map(s -> s * s).sum());
  }

  private static MarginClosedForm at(MarginProblem problem, double t) {
    if (problem.trainPerClass() == 0) {
      return new MarginClosedForm(0, null, null); // nothing is said of implications
    }
    int n = problem.classes();
    double train = problem.trainPerClass();
    double test = problem.testPerClass();
    // from the squared norm and the determinant of M(t)
    double squares = 2 * train + test * (1 + t * t);
    double determinant = Math.sqrt(train * test) * (1 - t);
    double sum = Math.sqrt(squares + 2 * determinant);
    double difference = Math.sqrt(Math.max(0, squares - 2 * determinant));
    double[] values = new double[2 * n - 1];
    Arrays.fill(values, 0, n - 1, (sum + difference) / 2);
    Arrays.fill(values, n - 1, 2 * n - 2, (sum - difference) / 2);
    values[2 * n - 2] = Math.sqrt(n);
    return new MarginClosedForm(t, 1 - (1 - t) * (1 - 1.0 / n), descending(values));
  }

  private static double[] descending(double[] values) {
    return Arrays.stream(values).filter(v -> v > ZERO).map(v -> -v).sorted().map(v -> -v).toArray();
  }
}
