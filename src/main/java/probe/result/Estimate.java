package probe.result;

import org.jspecify.annotations.Nullable;

/**
 * A number with its uncertainty.
 *
 * @param name what was estimated, unique within its finding, such as "mean leave-one-out cosine"
 * @param value the estimate, or null where it is not defined
 * @param low lower end of the interval, or null where there is none
 * @param high upper end
 * @param level coverage of the interval, such as .95; null where there is none
 * @param n number of independent units that the estimate rests on
 * @param unit what those units are, such as "pairs" or "entities"
 * @param method how the interval was made, or "" where there is none
 */
public record Estimate(
    String name,
    @Nullable Double value,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable Double level,
    int n,
    String unit,
    String method) {

  /** An estimate without an interval. */
  public static Estimate plain(String name, double value, int n, String unit) {
    return new Estimate(name, Double.isFinite(value) ? value : null, null, null, null, n, unit, "");
  }
}
