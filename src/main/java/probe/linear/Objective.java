package probe.linear;

/** A smooth function to be made small. */
@FunctionalInterface
interface Objective {
  /** The value at {@code point}; fills {@code gradient}. */
  double evaluate(double[] point, double[] gradient);
}
