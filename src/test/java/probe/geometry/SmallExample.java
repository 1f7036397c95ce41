package probe.geometry;

import java.util.stream.IntStream;
import probe.tensor.Matrix;

/** Sixteen words in four dimensions and twelve contexts, for values worked out elsewhere. */
final class SmallExample {
  private SmallExample() {}

  static final TokenPairs WORDS =
      new TokenPairs("words", new int[] {0, 1, 2, 3, 4}, new int[] {5, 6, 7, 8, 9});
  static final TokenPairs OTHER =
      new TokenPairs("other", new int[] {10, 11, 12, 13}, new int[] {14, 15, 1, 6});

  /** gamma[v][j] = ((7 v + 5 j) mod 11 - 5) / 4 + ((v^2 + 3 j) mod 7) / 8. */
  static Space space() {
    float[] values = new float[16 * 4];
    for (int v = 0; v < 16; v++) {
      for (int j = 0; j < 4; j++) {
        values[v * 4 + j] = ((v * 7 + j * 5) % 11 - 5) / 4f + ((v * v + 3 * j) % 7) / 8f;
      }
    }
    return new Space("euclidean", Matrix.of(values, 16, 4), IntStream.range(0, 16).toArray());
  }

  /** Six pairs in three templates; the tokens {@code differing} are those of the first pair. */
  static ContextPairs contexts(int... differing) {
    double[][] left = new double[6][4];
    double[][] right = new double[6][4];
    int[][] tokens = new int[6][0];
    tokens[0] = differing;
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 4; j++) {
        left[i][j] = ((3 * i + 2 * j) % 7 - 3) / 2.0;
        right[i][j] = ((5 * i + 3 * j * j) % 9 - 4) / 2.0;
      }
    }
    return new ContextPairs("contexts", left, right, new int[] {7, 7, 2, 2, 9, 9}, tokens);
  }
}
