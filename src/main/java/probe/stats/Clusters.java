package probe.stats;

import java.util.Arrays;

/**
 * Items in clusters: the rows of one entity, word or template, which are not independent.
 *
 * @param index [items] cluster of each item, from 0, in the order of the identifiers
 * @param count number of clusters
 */
public record Clusters(int[] index, int count) {

  /** The clusters of items with any identifiers. */
  public static Clusters of(int[] ids) {
    int[] distinct = Arrays.stream(ids).sorted().distinct().toArray();
    int[] index = Arrays.stream(ids).map(id -> Arrays.binarySearch(distinct, id)).toArray();
    return new Clusters(index, distinct.length);
  }

  /** Every item a cluster of its own. */
  public static Clusters singletons(int items) {
    int[] index = new int[items];
    Arrays.setAll(index, i -> i);
    return new Clusters(index, items);
  }

  /** Number of items. */
  public int items() {
    return index.length;
  }

  /** Every cluster once: a statistic of these weights is that of the sample. */
  public int[] once() {
    int[] weights = new int[count];
    Arrays.fill(weights, 1);
    return weights;
  }

  void checkItems(String what, int length) {
    if (length != index.length) {
      throw new IllegalArgumentException(
          what + " and cluster identifiers differ in number: " + length + " != " + index.length);
    }
  }
}
