package probe.tune;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntFunction;
import probe.algebra.Parallel;

/** The Euclidean norm of all gradients as one vector, summed in float64. */
final class GradientNorm {
  // what PyTorch adds before it divides by the norm
  private static final double CLIP_EPSILON = 1e-6;

  private final List<Pieces.Piece> pieces;

  GradientNorm(List<Trainee.Parameter> parameters) {
    this.pieces = Pieces.of(parameters);
  }

  /** The norm; NaN or infinite where a gradient is. */
  double of(IntFunction<MemorySegment> gradients) {
    double[] sums = new double[pieces.size()];
    Parallel.forEach(
        sums.length,
        i -> {
          Pieces.Piece piece = pieces.get(i);
          sums[i] = sum(gradients.apply(piece.parameter()), piece);
        });
    return of(sums);
  }

  private static double sum(MemorySegment gradient, Pieces.Piece piece) {
    int size = Math.min(Pieces.BLOCK, piece.count());
    float[] g = new float[size];
    Squares squares = new Squares(size);
    long end = piece.from() + piece.count();
    for (long at = piece.from(); at < end; at += size) {
      int count = (int) Math.min(size, end - at);
      Pieces.read(gradient, at, g, count);
      squares.add(g, count);
    }
    return squares.sum();
  }

  /** The norm, from the sum of squares of each piece. */
  static double of(double[] sums) {
    double total = 0;
    for (double sum : sums) {
      total += sum;
    }
    return Math.sqrt(total);
  }

  /** Squares of a piece, block by block. */
  static final class Squares {
    // one sum for each place in the block: these additions do not wait for one another
    private final double[] sums;

    Squares(int block) {
      sums = new double[block];
    }

    void add(float[] g, int count) {
      for (int i = 0; i < count; i++) {
        double x = g[i];
        sums[i] += x * x;
      }
    }

    double sum() {
      double sum = 0;
      for (double square : sums) {
        sum += square;
      }
      return sum;
    }
  }

  /**
   * What gradients of {@code norm} are multiplied by, so that their norm is at most {@code most}.
   */
  static double clip(double norm, double most) {
    return Math.min(1, most / (norm + CLIP_EPSILON));
  }
}
