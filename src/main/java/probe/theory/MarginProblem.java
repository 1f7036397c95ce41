package probe.theory;

import java.util.ArrayList;
import java.util.List;
import probe.ProbeException;
import probe.algebra.Dense;

/**
 * The training and test points of out-of-context reasoning with one-hot inputs (Huang et al., arXiv
 * 2506.10887): class i has training subjects, whose fact and implication are taught, and test
 * subjects, of whom only the fact is.
 *
 * <p>Answers 0 to n - 1 are the facts, n to 2n - 1 the implications. Weights are kept transposed,
 * [inputs, answers]: a row a subject, class by class, then the relations of facts and implications.
 * The logits of a point are the sum of two rows.
 */
public record MarginProblem(int classes, int trainPerClass, int testPerClass) {
  private static final long LARGEST = 50_000_000;

  /** Subject {@code subject} under relation {@code relation} has answer {@code answer}. */
  public record Point(int subject, int relation, int answer) {}

  public MarginProblem {
    if (classes < 2) {
      throw ProbeException.input("--classes must be 2 or more, got " + classes);
    }
    if (trainPerClass < 0) {
      throw ProbeException.input("--train-per-class must be 0 or more, got " + trainPerClass);
    }
    if (testPerClass < 1) {
      throw ProbeException.input("--test-per-class must be 1 or more, got " + testPerClass);
    }
    long entries = 2L * classes * classes * ((long) trainPerClass + testPerClass);
    if (entries > LARGEST) {
      throw ProbeException.input(
          "%d classes with %d + %d subjects each need a matrix of %,d entries; at most %,d can be solved"
              .formatted(classes, trainPerClass, testPerClass, entries, LARGEST));
    }
  }

  int perClass() {
    return trainPerClass + testPerClass;
  }

  int subjects() {
    return classes * perClass();
  }

  /** Rows of the transposed weights: the subjects, then the two relations. */
  public int inputs() {
    return subjects() + 2;
  }

  /** Columns of the transposed weights. */
  public int answers() {
    return 2 * classes;
  }

  /** The mean rank of a guess among the implications, from 0. */
  public double chanceRank() {
    return (classes - 1) / 2.0;
  }

  /** The facts of everybody and the implications of the training subjects. */
  public List<Point> training() {
    List<Point> out = new ArrayList<>();
    for (int s = 0; s < subjects(); s++) {
      out.add(fact(s));
      if (s % perClass() < trainPerClass) {
        out.add(implication(s));
      }
    }
    return out;
  }

  /** The implications of the test subjects. */
  public List<Point> test() {
    List<Point> out = new ArrayList<>();
    for (int s = 0; s < subjects(); s++) {
      if (s % perClass() >= trainPerClass) {
        out.add(implication(s));
      }
    }
    return out;
  }

  private Point fact(int subject) {
    return new Point(subject, subjects(), subject / perClass());
  }

  private Point implication(int subject) {
    return new Point(subject, subjects() + 1, classes + subject / perClass());
  }

  /**
   * The least margin of {@code points} against the other answers from {@code from} up to {@code
   * to}.
   */
  public static double margin(Dense weights, List<Point> points, int from, int to) {
    double least = Double.POSITIVE_INFINITY;
    for (Point p : points) {
      double own = weights.at(p.subject, p.answer) + weights.at(p.relation, p.answer);
      for (int a = from; a < to; a++) {
        if (a != p.answer) {
          least = Math.min(least, own - weights.at(p.subject, a) - weights.at(p.relation, a));
        }
      }
    }
    return least;
  }
}
