package probe.theory;

import java.util.Arrays;
import java.util.List;

/** The map E from weights to the logits of the training points, and the inverse of 1 + E'E. */
final class PointInputs {
  private final int subjects;
  private final int answers;
  private final int[] subject;
  private final int[] relation;
  private final double[] diagonal; // [inputs] of 1 + E'E
  private final double[] met; // [subjects, 2], 1 where a point joins the two
  // of the two relations, once the subjects are eliminated
  private double first;
  private double cross;
  private double second;

  PointInputs(MarginProblem problem) {
    List<MarginProblem.Point> points = problem.training();
    subjects = problem.subjects();
    answers = problem.answers();
    subject = points.stream().mapToInt(MarginProblem.Point::subject).toArray();
    relation = points.stream().mapToInt(MarginProblem.Point::relation).toArray();
    diagonal = new double[problem.inputs()];
    Arrays.fill(diagonal, 1);
    met = new double[subjects * 2];
    for (int i = 0; i < subject.length; i++) {
      diagonal[subject[i]]++;
      diagonal[relation[i]]++;
      met[subject[i] * 2 + relation[i] - subjects] = 1;
    }
    first = diagonal[subjects];
    second = diagonal[subjects + 1];
    for (int s = 0; s < subjects; s++) {
      first -= met[2 * s] / diagonal[s];
      cross -= met[2 * s] * met[2 * s + 1] / diagonal[s];
      second -= met[2 * s + 1] / diagonal[s];
    }
  }

  /** E weights, [points, answers]. */
  double[] apply(double[] weights) {
    double[] out = new double[subject.length * answers];
    for (int i = 0; i < subject.length; i++) {
      for (int a = 0; a < answers; a++) {
        out[i * answers + a] =
            weights[subject[i] * answers + a] + weights[relation[i] * answers + a];
      }
    }
    return out;
  }

  /** Adds E' values to {@code to} [inputs, answers]. */
  void addTransposed(double[] values, double[] to) {
    for (int i = 0; i < subject.length; i++) {
      for (int a = 0; a < answers; a++) {
        to[subject[i] * answers + a] += values[i * answers + a];
        to[relation[i] * answers + a] += values[i * answers + a];
      }
    }
  }

  /** (1 + E'E)^-1 target: subjects meet only relations, of which there are two. */
  double[] solve(double[] target) {
    double[] out = target.clone();
    double determinant = first * second - cross * cross;
    for (int a = 0; a < answers; a++) {
      double x = target[subjects * answers + a];
      double y = target[(subjects + 1) * answers + a];
      for (int s = 0; s < subjects; s++) {
        x -= met[2 * s] * target[s * answers + a] / diagonal[s];
        y -= met[2 * s + 1] * target[s * answers + a] / diagonal[s];
      }
      double fact = (second * x - cross * y) / determinant;
      double implication = (first * y - cross * x) / determinant;
      out[subjects * answers + a] = fact;
      out[(subjects + 1) * answers + a] = implication;
      for (int s = 0; s < subjects; s++) {
        int at = s * answers + a;
        out[at] = (target[at] - met[2 * s] * fact - met[2 * s + 1] * implication) / diagonal[s];
      }
    }
    return out;
  }
}
