package probe.theory;

import java.util.Arrays;
import java.util.List;
import probe.ProbeException;
import probe.algebra.Dense;

/**
 * Minimises a norm of the weights under training margins of at least 1: to where gradient flow
 * takes the one-layer model (theorem 1 of Huang et al., arXiv 2506.10887).
 *
 * <p>Alternating direction method of multipliers on copies of the weights (which are made small)
 * and of the logits of every training point (which are projected on their margins). The multipliers
 * of the logits, scaled until their matrix has dual norm 1, bound the norm from below. The start is
 * at zero, so that where several solutions are as good it finds one that treats classes alike.
 */
public final class MarginSolver {
  private static final int MOST_ITERATIONS = 200_000;
  private static final int CHECK_EVERY = 20;
  private static final double RELAXATION = 1.6;

  private final Norm norm;
  private final MarginProblem problem;
  private final List<MarginProblem.Point> points;
  private final int answers;
  private final PointInputs inputs;
  private final double penalty;
  private Norm.Nearest small; // [inputs, answers]
  private final double[] smallPrice; // scaled multipliers of weights = small
  private final double[] logits; // [points, answers], margins met
  private final double[] logitPrice; // scaled multipliers of E weights = logits

  private MarginSolver(MarginProblem problem, Norm norm) {
    this.norm = norm;
    this.problem = problem;
    this.points = problem.training();
    this.answers = problem.answers();
    this.inputs = new PointInputs(problem);
    // more points share the same multipliers' sum; by trial this took the fewest iterations
    this.penalty = 1 / Math.sqrt(points.size());
    this.small = new Norm.Nearest(Dense.zeros(problem.inputs(), answers), 0);
    this.smallPrice = new double[small.value().values().length];
    this.logits = new double[points.size() * answers];
    this.logitPrice = new double[logits.length];
  }

  /**
   * Solves to a relative duality gap of {@code tolerance}.
   *
   * @throws ProbeException if 200,000 iterations do not get there
   */
  public static MarginSolution solve(MarginProblem problem, Norm norm, double tolerance) {
    return new MarginSolver(problem, norm).run(tolerance);
  }

  private MarginSolution run(double tolerance) {
    double gap = Double.POSITIVE_INFINITY;
    for (int iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
      iterate();
      if (iteration % CHECK_EVERY == 0) {
        Dense weights = small.value();
        double least = MarginProblem.margin(weights, points, 0, answers);
        gap = least > 0 ? 1 - lowerBound() * least / small.norm() : Double.POSITIVE_INFINITY;
        if (gap <= tolerance) {
          for (int k = 0; k < weights.values().length; k++) {
            weights.values()[k] /= least;
          }
          return MarginSolution.of(problem, weights, Math.max(gap, 0), iteration);
        }
      }
    }
    throw ProbeException.numeric(
        "the %s problem of %s still has a duality gap of %.1e after %,d iterations, above %.1e"
            .formatted(norm, problem, gap, MOST_ITERATIONS, tolerance));
  }

  private void iterate() {
    // weights nearest to both copies
    double[] old = small.value().values();
    double[] target = minus(old, smallPrice);
    inputs.addTransposed(minus(logits, logitPrice), target);
    double[] weights = inputs.solve(target);
    double[] sums = inputs.apply(weights);

    // each copy goes where it is cheapest near them
    double[] from = new double[weights.length];
    for (int k = 0; k < weights.length; k++) {
      from[k] = RELAXATION * weights[k] + (1 - RELAXATION) * old[k] + smallPrice[k];
    }
    small = norm.nearest(new Dense(problem.inputs(), answers, from), 1 / penalty);
    for (int k = 0; k < smallPrice.length; k++) {
      smallPrice[k] = from[k] - small.value().values()[k];
    }
    for (int k = 0; k < sums.length; k++) {
      logitPrice[k] += RELAXATION * sums[k] + (1 - RELAXATION) * logits[k];
    }
    System.arraycopy(logitPrice, 0, logits, 0, logits.length);
    for (int i = 0; i < points.size(); i++) {
      project(logits, i * answers, answers, points.get(i).answer());
    }
    for (int k = 0; k < logitPrice.length; k++) {
      logitPrice[k] -= logits[k];
    }
  }

  /** The nearest logits in which answer {@code own} leads every other one by 1 or more. */
  static void project(double[] logits, int from, int answers, int own) {
    double[] others = new double[answers - 1];
    for (int a = 0, k = 0; a < answers; a++) {
      if (a != own) {
        others[k++] = logits[from + a] + 1;
      }
    }
    Arrays.sort(others);
    // the own logit and the others that are too near meet at the mean of where they were
    double sum = logits[from + own];
    double lead = sum;
    for (int k = others.length - 1, count = 1; k >= 0 && others[k] > lead; k--) {
      sum += others[k];
      lead = sum / ++count;
    }
    for (int a = 0; a < answers; a++) {
      logits[from + a] = a == own ? lead : Math.min(logits[from + a], lead - 1);
    }
  }

  /** The dual objective: the sum of the multipliers, once their matrix has dual norm 1. */
  private double lowerBound() {
    double sum = 0;
    for (int i = 0; i < points.size(); i++) {
      sum -= logitPrice[i * answers + points.get(i).answer()];
    }
    Dense matrix = Dense.zeros(problem.inputs(), answers);
    inputs.addTransposed(logitPrice, matrix.values());
    return sum / norm.dual(matrix);
  }

  private static double[] minus(double[] a, double[] b) {
    double[] out = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      out[k] = a[k] - b[k];
    }
    return out;
  }
}
