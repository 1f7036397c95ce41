package probe.tune;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import probe.algebra.Parallel;

/** Gradient descent with momentum, in the float32 operations of PyTorch's. */
final class Sgd implements Optimizer {
  private final List<Trainee.Parameter> parameters;
  private final List<Pieces.Piece> pieces;
  private final double weightDecay;
  private final double momentum;
  private final @Nullable Moment buffer;

  Sgd(List<Trainee.Parameter> parameters, double weightDecay, double momentum, Arena arena) {
    this.parameters = parameters;
    this.pieces = Pieces.of(parameters);
    this.weightDecay = weightDecay;
    this.momentum = momentum;
    this.buffer = momentum == 0 ? null : Moment.zeros("momentum_buffer", parameters, arena);
  }

  @Override
  public List<Moment> moments() {
    return buffer == null ? List.of() : List.of(buffer);
  }

  @Override
  public double update(
      int step, IntFunction<MemorySegment> gradients, double learningRate, double scale) {
    double[] squares = new double[pieces.size()];
    Parallel.forEach(
        pieces.size(),
        i -> squares[i] = update(pieces.get(i), gradients, (float) learningRate, (float) scale));
    return GradientNorm.of(squares);
  }

  /** Returns the sum of the gradients' squares. */
  private double update(
      Pieces.Piece piece, IntFunction<MemorySegment> gradients, float rate, float scale) {
    MemorySegment parameter = parameters.get(piece.parameter()).values();
    MemorySegment gradient = gradients.apply(piece.parameter());
    MemorySegment kept = buffer == null ? null : buffer.values().get(piece.parameter());
    int size = Math.min(Pieces.BLOCK, piece.count());
    float[] p = new float[size];
    float[] g = new float[size];
    float[] b = new float[size]; // stays 0 without momentum
    GradientNorm.Squares squares = new GradientNorm.Squares(size);
    long end = piece.from() + piece.count();
    for (long at = piece.from(); at < end; at += size) {
      int count = (int) Math.min(size, end - at);
      Pieces.read(parameter, at, p, count);
      Pieces.read(gradient, at, g, count);
      if (kept != null) {
        Pieces.read(kept, at, b, count);
      }
      squares.add(g, count);
      update(p, g, b, count, rate, scale, (float) weightDecay, (float) momentum);
      Pieces.write(p, parameter, at, count);
      if (kept != null) {
        Pieces.write(b, kept, at, count);
      }
    }
    return squares.sum();
  }

  private static void update(
      float[] p,
      float[] g,
      float[] b,
      int count,
      float rate,
      float scale,
      float decay,
      float momentum) {
    for (int i = 0; i < count; i++) {
      float gradient = Math.fma(p[i], decay, g[i] * scale);
      float velocity = b[i] * momentum + gradient;
      b[i] = velocity;
      p[i] = Math.fma(velocity, -rate, p[i]);
    }
  }
}
