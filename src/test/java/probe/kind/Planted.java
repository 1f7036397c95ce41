package probe.kind;

import java.util.SplittableRandom;
import probe.geometry.NullModels;
import probe.geometry.TokenPairs;
import probe.geometry.Vectors;
import probe.tensor.Matrix;

/** A random unembedding into which structure is written by hand; d = 24. */
final class Planted {
  static final int VOCABULARY = 1500;
  static final int WIDTH = 24;

  private final float[] values;

  Planted(long seed) {
    this(NullModels.Shape.ISOTROPIC, seed);
  }

  Planted(NullModels.Shape shape, long seed) {
    values = FakeVectors.values(NullModels.unembedding(shape, VOCABULARY, WIDTH, seed));
  }

  Matrix gamma() {
    return Matrix.of(values.clone(), VOCABULARY, WIDTH);
  }

  /** A vector of {@code length} along axis {@code j}. */
  static double[] axis(int j, double length) {
    double[] out = new double[WIDTH];
    out[j] = length;
    return out;
  }

  static double[] plus(double[] a, double[] b) {
    double[] out = a.clone();
    for (int j = 0; j < b.length; j++) {
      out[j] += b[j];
    }
    return out;
  }

  /** Adds {@code vector} to the rows of {@code tokens}. */
  Planted add(int[] tokens, double[] vector) {
    for (int token : tokens) {
      set(token, plus(row(token), vector));
    }
    return this;
  }

  /** Makes each second word the first, {@code vector} and {@code noise} times a random vector. */
  Planted pair(TokenPairs pairs, double[] vector, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < pairs.size(); i++) {
      double[] row = plus(row(pairs.from()[i]), vector);
      for (int j = 0; j < WIDTH; j++) {
        row[j] += noise * random.nextGaussian();
      }
      set(pairs.to()[i], row);
    }
    return this;
  }

  private double[] row(int token) {
    double[] out = new double[WIDTH];
    for (int j = 0; j < WIDTH; j++) {
      out[j] = values[token * WIDTH + j];
    }
    return out;
  }

  /** A word keeps its length: words that stick out by it would have only one another as a match. */
  private void set(int token, double[] row) {
    double factor = Vectors.norm(row(token)) / Vectors.norm(row);
    for (int j = 0; j < WIDTH; j++) {
      values[token * WIDTH + j] = (float) (factor * row[j]);
    }
  }

  /** Pairs of the tokens {@code first} and following: those of even number with the next. */
  static TokenPairs pairs(String name, int first, int count) {
    int[] from = new int[count];
    int[] to = new int[count];
    for (int i = 0; i < count; i++) {
      from[i] = first + 2 * i;
      to[i] = first + 2 * i + 1;
    }
    return new TokenPairs(name, from, to);
  }
}
