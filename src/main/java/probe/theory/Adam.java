package probe.theory;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101) for one array of
 * weights; betas .9 and .999, epsilon 1e-8.
 */
final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double rate;
  private final double decay;
  private final double[] first;
  private final double[] second;
  private double power1 = 1;
  private double power2 = 1;

  Adam(int size, double rate, double decay) {
    this.rate = rate;
    this.decay = decay;
    this.first = new double[size];
    this.second = new double[size];
  }

  /** One update of {@code weights} by {@code gradient}. */
  void step(double[] weights, double[] gradient) {
    power1 *= BETA1;
    power2 *= BETA2;
    double size = rate / (1 - power1);
    double scale = 1 / (1 - power2);
    double keep = 1 - rate * decay;
    for (int k = 0; k < weights.length; k++) {
      double g = gradient[k];
      double m = BETA1 * first[k] + (1 - BETA1) * g;
      double v = BETA2 * second[k] + (1 - BETA2) * g * g;
      first[k] = m;
      second[k] = v;
      weights[k] = keep * weights[k] - size * m / (Math.sqrt(v * scale) + EPSILON);
    }
  }
}
