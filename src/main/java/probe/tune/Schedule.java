package probe.tune;

import java.util.Locale;

/** How the learning rate goes over the steps; transformers' schedules with warm-up. */
public enum Schedule {
  CONSTANT,
  LINEAR,
  COSINE;

  /**
   * What the learning rate is multiplied by.
   *
   * <p>The first of {@code warmup} steps has 0, and step {@code warmup} the whole rate.
   *
   * @param step number of the step, from 0
   * @param warmup steps over which the rate rises from 0
   * @param total number of steps
   */
  public double factor(int step, int warmup, int total) {
    if (step < warmup) {
      return (double) step / warmup;
    }
    double length = Math.max(1, total - warmup);
    return switch (this) {
      case CONSTANT -> 1;
      case LINEAR -> Math.max(0, (total - step) / length);
      case COSINE -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * ((step - warmup) / length))));
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
