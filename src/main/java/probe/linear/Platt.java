package probe.linear;

/**
 * Probabilities from scores: p = sigmoid(a s + b) (Platt 1999), with a normal prior on a and b that
 * keeps them finite where scores separate the labels.
 *
 * @param slope a
 * @param intercept b
 */
record Platt(double slope, double intercept) {
  /** Before any label is known: scores have been given unit spread. */
  static final Platt PRIOR = new Platt(1, 0);

  private static final double PRIOR_VARIANCE = 4;
  private static final int STEPS = 50;

  /** The most likely a and b after {@code scores} and {@code labels}, by Newton's method. */
  static Platt fit(double[] scores, int[] labels, int n) {
    double a = PRIOR.slope;
    double b = PRIOR.intercept;
    for (int step = 0; step < STEPS; step++) {
      double ga = (a - PRIOR.slope) / PRIOR_VARIANCE;
      double gb = (b - PRIOR.intercept) / PRIOR_VARIANCE;
      double haa = 1 / PRIOR_VARIANCE;
      double hab = 0;
      double hbb = 1 / PRIOR_VARIANCE;
      for (int i = 0; i < n; i++) {
        double p = sigmoid(a * scores[i] + b);
        double error = p - labels[i];
        double curve = p * (1 - p);
        ga += error * scores[i];
        gb += error;
        haa += curve * scores[i] * scores[i];
        hab += curve * scores[i];
        hbb += curve;
      }
      double determinant = haa * hbb - hab * hab;
      double da = (hbb * ga - hab * gb) / determinant;
      double db = (haa * gb - hab * ga) / determinant;
      // far steps overshoot where the sigmoid is flat
      double damping = Math.min(1, 2 / Math.max(1e-300, Math.hypot(da, db)));
      a -= damping * da;
      b -= damping * db;
      if (Math.hypot(da, db) < 1e-10) {
        break;
      }
    }
    return new Platt(a, b);
  }

  /** P(label 1). */
  double probability(double score) {
    return sigmoid(slope * score + intercept);
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }
}
