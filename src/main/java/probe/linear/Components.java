package probe.linear;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Connected components of rows that share something (union-find with path halving). */
final class Components {
  private final int[] parent;

  Components(int rows) {
    parent = new int[rows];
    Arrays.setAll(parent, i -> i);
  }

  /** Links rows with equal keys. */
  void link(int[] key) {
    Map<Integer, Integer> first = new HashMap<>();
    for (int i = 0; i < key.length; i++) {
      union(i, first.getOrDefault(key[i], i));
      first.putIfAbsent(key[i], i);
    }
  }

  /** Links rows with equal keys, except those with key {@code none}. */
  void link(int[] key, int none) {
    Map<Integer, Integer> first = new HashMap<>();
    for (int i = 0; i < key.length; i++) {
      if (key[i] != none) {
        union(i, first.getOrDefault(key[i], i));
        first.putIfAbsent(key[i], i);
      }
    }
  }

  /** Component of each row, numbered from 0 in the order of their first rows. */
  int[] ids() {
    Map<Integer, Integer> number = new HashMap<>();
    int[] ids = new int[parent.length];
    for (int i = 0; i < ids.length; i++) {
      int root = root(i);
      Integer known = number.putIfAbsent(root, number.size());
      ids[i] = known == null ? number.size() - 1 : known;
    }
    return ids;
  }

  /** Number of different values in {@code ids} over {@code rows}. */
  static int count(int[] ids, int[] rows) {
    return (int) Arrays.stream(rows).map(i -> ids[i]).distinct().count();
  }

  private void union(int a, int b) {
    int x = root(a);
    int y = root(b);
    parent[Math.max(x, y)] = Math.min(x, y);
  }

  private int root(int i) {
    int at = i;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
}
