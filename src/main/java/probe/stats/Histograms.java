package probe.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import probe.result.Figure;

/** Samples in bins of equal width, for {@link Figure.Histogram}. */
public final class Histograms {
  private Histograms() {}

  /** Edges of {@code bins} bins, from the least value of all samples to the largest. */
  public static List<Double> edges(int bins, double[]... samples) {
    double[] all = Arrays.stream(samples).flatMapToDouble(Arrays::stream).toArray();
    checkFinite(all);
    double low = Arrays.stream(all).min().orElseThrow();
    double high = Arrays.stream(all).max().orElseThrow();
    if (low == high) {
      // bins of no width hold nothing
      double half = 0.05 * Math.max(1, Math.abs(low));
      return edges(bins, low - half, high + half);
    }
    return edges(bins, low, high);
  }

  /** Edges of {@code bins} bins from {@code low} to {@code high}. */
  public static List<Double> edges(int bins, double low, double high) {
    if (bins < 1) {
      throw new IllegalArgumentException("a histogram needs at least 1 bin, got " + bins);
    }
    if (!(low < high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException("edges must ascend, got " + low + " to " + high);
    }
    List<Double> edges = new ArrayList<>();
    for (int i = 0; i < bins; i++) {
      edges.add(low + (high - low) * i / bins);
    }
    edges.add(high);
    return edges;
  }

  /**
   * Share of {@code values} in each bin, which begins with its lower edge; values beyond the outer
   * edges are in the outermost bins, so that the shares add up to 1.
   */
  public static List<Double> shares(double[] values, List<Double> edges) {
    checkFinite(values);
    double[] bounds = edges.stream().mapToDouble(x -> x).toArray();
    if (bounds.length < 2) {
      throw new IllegalArgumentException("a bin needs 2 edges, got " + bounds.length);
    }
    for (int i = 1; i < bounds.length; i++) {
      if (!(bounds[i - 1] < bounds[i])) {
        throw new IllegalArgumentException(
            "edges must ascend, got " + bounds[i - 1] + " before " + bounds[i]);
      }
    }
    double[] counts = new double[bounds.length - 1];
    for (double value : values) {
      int at = Arrays.binarySearch(bounds, value);
      int bin = at >= 0 ? at : -at - 2;
      counts[Math.clamp(bin, 0, counts.length - 1)]++;
    }
    return Arrays.stream(counts).map(n -> n / values.length).boxed().toList();
  }

  /** A sample as a series of a figure. */
  public static Figure.Counts counts(String name, double[] values, List<Double> edges) {
    return new Figure.Counts(name, shares(values, edges), values.length);
  }

  private static void checkFinite(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a sample of no values has no histogram");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException("value " + i + " is " + values[i]);
      }
    }
  }
}
