package probe.algebra;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Products in tiles of fixed size, so that threads share them and the bits stay the same. */
final class Products {
  private static final int LARGEST_TILE = 512;
  private static final int SMALLEST_TILE = 64;

  private Products() {}

  /** The side of a tile: about eight of them along a side of {@code n}. */
  static int tile(int n) {
    int eighth = Math.ceilDiv(n, 8);
    return Math.clamp(Math.ceilDiv(eighth, 16) * 16L, SMALLEST_TILE, LARGEST_TILE);
  }

  static int tiles(int n) {
    return Math.ceilDiv(n, tile(n));
  }

  /** {@code values} from element {@code from} on. */
  static MemorySegment from(double[] values, long from) {
    return MemorySegment.ofArray(values).asSlice(from * Double.BYTES);
  }

  /** op(a) op(b), where op transposes or does nothing. */
  static Dense multiply(Dense a, boolean transA, Dense b, boolean transB) {
    int m = transA ? a.columns() : a.rows();
    int k = transA ? a.rows() : a.columns();
    int n = transB ? b.rows() : b.columns();
    int inner = transB ? b.columns() : b.rows();
    if (k != inner) {
      throw new IllegalArgumentException(
          "[%d, %d] times [%d, %d]: inner dimensions differ: %d != %d"
              .formatted(m, k, inner, n, k, inner));
    }
    Dense out = Dense.zeros(m, n);
    multiply(a, transA, b, transB, out);
    return out;
  }

  /** The same into {@code out}. */
  static void multiply(Dense a, boolean transA, Dense b, boolean transB, Dense out) {
    int m = transA ? a.columns() : a.rows();
    int k = transA ? a.rows() : a.columns();
    int n = transB ? b.rows() : b.columns();
    if (out.rows() != m || out.columns() != n || k != (transB ? b.columns() : b.rows())) {
      throw new IllegalArgumentException(
          "%s%s times %s%s does not go into %s"
              .formatted(a, transA ? "'" : "", b, transB ? "'" : "", out));
    }
    if (out.values().length == 0 || k == 0) {
      Arrays.fill(out.values(), 0);
      return;
    }
    int high = tile(m);
    int wide = tile(n);
    int across = tiles(n);
    Parallel.forEach(
        tiles(m) * across,
        task -> {
          int i = task / across * high;
          int j = task % across * wide;
          Blas.gemm(
              transA,
              transB,
              Math.min(high, m - i),
              Math.min(wide, n - j),
              k,
              1.0,
              from(a.values(), transA ? i : (long) i * k),
              a.columns(),
              from(b.values(), transB ? (long) j * k : j),
              b.columns(),
              0.0,
              from(out.values(), (long) i * n + j),
              n);
        });
  }

  static double[] multiply(Dense a, double[] x, boolean transposed) {
    int inner = transposed ? a.rows() : a.columns();
    if (x.length != inner) {
      throw new IllegalArgumentException(
          "vector dimensions differ: %d != %d".formatted(x.length, inner));
    }
    double[] y = new double[transposed ? a.columns() : a.rows()];
    if (a.values().length > 0) {
      Blas.gemv(
          transposed,
          a.rows(),
          a.columns(),
          1.0,
          MemorySegment.ofArray(a.values()),
          a.columns(),
          MemorySegment.ofArray(x),
          0.0,
          MemorySegment.ofArray(y));
    }
    return y;
  }

  static Dense gram(Dense a) {
    Dense out = Dense.zeros(a.columns(), a.columns());
    if (a.values().length > 0) {
      addGram(a.values(), a.rows(), a.columns(), out.values());
      mirror(out);
    }
    return out;
  }

  /** rows' rows [d, d], symmetric, for {@code rows} [count, d], from float32 products. */
  static double[] gram(float[] rows, int count, int d) {
    Dense out = Dense.zeros(d, d);
    addGram(rows, count, d, out.values());
    mirror(out);
    return out.values();
  }

  /**
   * Adds block' block to the upper triangle of {@code out} [d, d], for {@code block} [count, d].
   */
  static void addGram(double[] block, int count, int d, double[] out) {
    upperTiles(
        d,
        (i, high, j, wide) -> {
          MemorySegment c = from(out, (long) i * d + j);
          if (i == j) {
            Blas.syrk(true, high, count, 1.0, from(block, i), d, 1.0, c, d);
          } else {
            Blas.gemm(
                true,
                false,
                high,
                wide,
                count,
                1.0,
                from(block, i),
                d,
                from(block, j),
                d,
                1.0,
                c,
                d);
          }
        });
  }

  /** The same for float32 values, whose products are float32 and are added in float64. */
  static void addGram(float[] block, int count, int d, double[] out) {
    upperTiles(
        d,
        (i, high, j, wide) -> {
          float[] tile = new float[high * wide];
          MemorySegment values = MemorySegment.ofArray(block);
          Blas.gemm(
              true,
              false,
              high,
              wide,
              count,
              1f,
              values.asSlice((long) i * Float.BYTES),
              d,
              values.asSlice((long) j * Float.BYTES),
              d,
              0f,
              MemorySegment.ofArray(tile),
              wide);
          for (int r = 0; r < high; r++) {
            for (int c = 0; c < wide; c++) {
              out[(i + r) * d + j + c] += tile[r * wide + c];
            }
          }
        });
  }

  static Dense outerGram(Dense a) {
    int n = a.rows();
    int d = a.columns();
    Dense out = Dense.zeros(n, n);
    if (a.values().length == 0) {
      return out;
    }
    upperTiles(
        n,
        (i, high, j, wide) -> {
          MemorySegment x = from(a.values(), (long) i * d);
          MemorySegment c = from(out.values(), (long) i * n + j);
          if (i == j) {
            Blas.syrk(false, high, d, 1.0, x, d, 0.0, c, n);
          } else {
            MemorySegment y = from(a.values(), (long) j * d);
            Blas.gemm(false, true, high, wide, d, 1.0, x, d, y, d, 0.0, c, n);
          }
        });
    mirror(out);
    return out;
  }

  @FunctionalInterface
  private interface Tile {
    void compute(int i, int high, int j, int wide);
  }

  private static void upperTiles(int n, Tile body) {
    int side = tile(n);
    int count = tiles(n);
    Parallel.forEach(
        count * count,
        task -> {
          int row = task / count;
          int column = task % count;
          if (row <= column) {
            int i = row * side;
            int j = column * side;
            body.compute(i, Math.min(side, n - i), j, Math.min(side, n - j));
          }
        });
  }

  /** Copies the upper triangle to the lower one. */
  static void mirror(Dense a) {
    int n = a.rows();
    double[] values = a.values();
    int side = tile(n);
    Parallel.forEach(
        tiles(n),
        task -> {
          // column by column of a narrow strip, or each line of memory is read n times
          int end = Math.min(n, (task + 1) * side);
          for (int from = 0; from < end; from += side) {
            for (int i = task * side; i < end; i++) {
              for (int j = from; j < Math.min(from + side, i); j++) {
                values[i * n + j] = values[j * n + i];
              }
            }
          }
        });
  }
}
