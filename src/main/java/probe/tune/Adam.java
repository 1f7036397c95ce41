package probe.tune;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import probe.algebra.Parallel;

/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), in the float32 operations of
 * PyTorch's, one pass over parameter, gradient and moments.
 */
final class Adam implements Optimizer {
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.999;
  static final double EPSILON = 1e-8;

  private final List<Trainee.Parameter> parameters;
  private final List<Pieces.Piece> pieces;
  private final double[] weightDecays; // by parameter
  private final double beta2;
  private final boolean decoupled;
  private final Moment first;
  private final Moment second;

  Adam(List<Trainee.Parameter> parameters, double weightDecay, boolean decoupled, Arena arena) {
    this(parameters, p -> weightDecay, BETA2, decoupled, arena);
  }

  /**
   * @param weightDecay of each parameter
   */
  Adam(
      List<Trainee.Parameter> parameters,
      ToDoubleFunction<Trainee.Parameter> weightDecay,
      double beta2,
      boolean decoupled,
      Arena arena) {
    this.parameters = parameters;
    this.pieces = Pieces.of(parameters);
    this.weightDecays = parameters.stream().mapToDouble(weightDecay).toArray();
    this.beta2 = beta2;
    this.decoupled = decoupled;
    this.first = Moment.zeros("exp_avg", parameters, arena);
    this.second = Moment.zeros("exp_avg_sq", parameters, arena);
  }

  @Override
  public List<Moment> moments() {
    return List.of(first, second);
  }

  /** The numbers of one update, rounded to float32 where PyTorch rounds them. */
  private record Factors(
      float scale,
      float decay,
      float keep,
      float stepSize,
      float beta2,
      float toSquare,
      float correction,
      float epsilon) {}

  @Override
  public double update(
      int step, IntFunction<MemorySegment> gradients, double learningRate, double scale) {
    double stepSize = learningRate / (1 - Math.pow(BETA1, step));
    double correction = Math.sqrt(1 - Math.pow(beta2, step));
    Factors[] factors = new Factors[weightDecays.length];
    Arrays.setAll(
        factors,
        i ->
            new Factors(
                (float) scale,
                (float) (decoupled ? 0 : weightDecays[i]),
                (float) (decoupled ? 1 - learningRate * weightDecays[i] : 1),
                (float) stepSize,
                (float) beta2,
                (float) (1 - beta2),
                (float) correction,
                (float) EPSILON));
    double[] squares = new double[pieces.size()];
    Parallel.forEach(
        pieces.size(),
        i -> squares[i] = update(pieces.get(i), gradients, factors[pieces.get(i).parameter()]));
    return GradientNorm.of(squares);
  }

  /** Returns the sum of the gradients' squares. */
  private double update(Pieces.Piece piece, IntFunction<MemorySegment> gradients, Factors factors) {
    MemorySegment parameter = parameters.get(piece.parameter()).values();
    MemorySegment gradient = gradients.apply(piece.parameter());
    MemorySegment mean = first.values().get(piece.parameter());
    MemorySegment square = second.values().get(piece.parameter());
    int size = Math.min(Pieces.BLOCK, piece.count());
    float[] p = new float[size];
    float[] g = new float[size];
    float[] m = new float[size];
    float[] v = new float[size];
    GradientNorm.Squares squares = new GradientNorm.Squares(size);
    long end = piece.from() + piece.count();
    for (long at = piece.from(); at < end; at += size) {
      int count = (int) Math.min(size, end - at);
      Pieces.read(parameter, at, p, count);
      Pieces.read(gradient, at, g, count);
      Pieces.read(mean, at, m, count);
      Pieces.read(square, at, v, count);
      squares.add(g, count);
      update(p, g, m, v, count, factors);
      Pieces.write(p, parameter, at, count);
      Pieces.write(m, mean, at, count);
      Pieces.write(v, square, at, count);
    }
    return squares.sum();
  }

  private static void update(
      float[] p, float[] g, float[] m, float[] v, int count, Factors factors) {
    float scale = factors.scale;
    float decay = factors.decay;
    float keep = factors.keep;
    float stepSize = factors.stepSize;
    float correction = factors.correction;
    float epsilon = factors.epsilon;
    float toMean = (float) (1 - BETA1);
    float beta2 = factors.beta2;
    float toSquare = factors.toSquare;
    // fused where PyTorch's are: a decay that nearly cancels a gradient leaves the rounding alone
    for (int i = 0; i < count; i++) {
      float gradient = Math.fma(p[i], decay, g[i] * scale);
      float mean = Math.fma(gradient - m[i], toMean, m[i]);
      float square = v[i] * beta2 + toSquare * gradient * gradient;
      m[i] = mean;
      v[i] = square;
      p[i] = p[i] * keep - stepSize * mean / ((float) Math.sqrt(square) / correction + epsilon);
    }
  }
}
