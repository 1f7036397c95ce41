package probe.result;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers that are better seen than read; whoever renders one computes nothing. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Figure.HeatMap.class, name = "heat-map"),
  @JsonSubTypes.Type(value = Figure.Histogram.class, name = "histogram"),
  @JsonSubTypes.Type(value = Figure.Curves.class, name = "curves"),
  @JsonSubTypes.Type(value = Figure.Intervals.class, name = "intervals")
})
public sealed interface Figure {
  /** Unique within its analysis; letters, digits and "-". */
  String id();

  String title();

  /** A sentence on how to read it. */
  String about();

  /**
   * A matrix as colours.
   *
   * @param values [rows][columns]; null for an empty cell
   * @param low value of the first colour
   * @param high value of the last colour
   */
  record HeatMap(
      String id,
      String title,
      String about,
      List<String> rows,
      List<String> columns,
      List<List<@Nullable Double>> values,
      double low,
      double high)
      implements Figure {}

  /**
   * Samples, binned.
   *
   * @param edges edges of the bins, one more than there are bins, the same for all series
   * @param marks single values that are drawn as lines
   */
  record Histogram(
      String id,
      String title,
      String about,
      String xLabel,
      List<Double> edges,
      List<Counts> series,
      List<Mark> marks)
      implements Figure {}

  /**
   * One sample of a histogram.
   *
   * @param shares share of the sample in each bin; they add up to 1 where every value is in a bin
   * @param n size of the sample
   */
  record Counts(String name, List<Double> shares, int n) {}

  /** A labelled value on the x axis. */
  record Mark(String label, double value) {}

  /**
   * Lines with bands.
   *
   * @param x the same for all series, such as layers
   */
  record Curves(
      String id,
      String title,
      String about,
      String xLabel,
      String yLabel,
      List<Double> x,
      List<Line> series)
      implements Figure {}

  /**
   * One line.
   *
   * @param y values; null for a gap
   * @param low lower end of the band, empty where there is none
   * @param high upper end of the band
   */
  record Line(
      String name,
      List<@Nullable Double> y,
      List<@Nullable Double> low,
      List<@Nullable Double> high) {}

  /**
   * Estimates under each other, each with its interval.
   *
   * @param points from top to bottom; those of one group stand together
   * @param reference a value to hold them against, drawn as a line, or null
   * @param referenceLabel what that value is, or ""
   */
  record Intervals(
      String id,
      String title,
      String about,
      String xLabel,
      List<Point> points,
      @Nullable Double reference,
      String referenceLabel)
      implements Figure {}

  /**
   * One estimate.
   *
   * @param value null where there is none
   * @param low lower end of its interval, null where there is none
   * @param high upper end
   */
  record Point(
      String group,
      String label,
      @Nullable Double value,
      @Nullable Double low,
      @Nullable Double high) {}
}
