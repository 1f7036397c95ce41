package probe.geometry;

import probe.tensor.Matrix;

/** The log-odds of words in given contexts: differences of their final logits. */
public interface ContextLogits {
  /** Number of contexts. */
  int contexts();

  /** log p(to | context) - log p(from | context): [contexts]. */
  double[] logOdds(int from, int to);

  /**
   * Final logits that were kept.
   *
   * @param logits [V, contexts]; the transpose of what a model gives
   */
  static ContextLogits of(Matrix logits) {
    return new Table(logits);
  }

  /**
   * Logits that are made from states when they are asked for.
   *
   * @param states [contexts][d] in the coordinates of {@code space}
   */
  static ContextLogits of(Space space, double[][] states, LogitHead head) {
    for (double[] state : states) {
      if (state.length != space.width() || head.common().length != space.width()) {
        throw new IllegalArgumentException(
            "states have %d dimensions, the head %d, the space %d"
                .formatted(state.length, head.common().length, space.width()));
      }
    }
    return new States(space, states, head);
  }

  /** Logits as numbers. */
  record Table(Matrix logits) implements ContextLogits {
    @Override
    public int contexts() {
      return logits.columns();
    }

    @Override
    public double[] logOdds(int from, int to) {
      return Vectors.difference(logits.row(from), logits.row(to));
    }
  }

  /** Logits as products. */
  record States(Space space, double[][] states, LogitHead head) implements ContextLogits {
    @Override
    public int contexts() {
      return states.length;
    }

    @Override
    public double[] logOdds(int from, int to) {
      double[] a = space.vector(from);
      double[] b = space.vector(to);
      double[] out = new double[states.length];
      if (head.linear()) {
        for (int j = 0; j < a.length; j++) {
          b[j] -= a[j];
        }
        return Directions.projections(states, b);
      }
      for (int j = 0; j < a.length; j++) {
        a[j] += head.common()[j];
        b[j] += head.common()[j];
      }
      for (int c = 0; c < out.length; c++) {
        out[c] =
            head.cap().applyAsDouble(Directions.product(states[c], b))
                - head.cap().applyAsDouble(Directions.product(states[c], a));
      }
      return out;
    }
  }
}
