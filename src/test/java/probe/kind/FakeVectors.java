package probe.kind;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import probe.algebra.Whitening;
import probe.geometry.LogitHead;
import probe.geometry.Space;
import probe.result.VocabularyFacts;
import probe.tensor.Matrix;

/**
 * Vectors over an unembedding without a model; every token is declared.
 *
 * @param gamma [V, d]
 * @param states of contexts
 * @param singular whether to have no causal inner product
 */
record FakeVectors(Matrix gamma, States states, boolean singular) implements Vectors {
  /** The state of a context's last token. */
  @FunctionalInterface
  interface States {
    double[] of(int layer, int[] context);
  }

  /** States that are the same at every layer. */
  FakeVectors(Matrix gamma, Function<int[], double[]> states, boolean singular) {
    this(gamma, (layer, context) -> states.apply(context), singular);
  }

  FakeVectors(Matrix gamma) {
    this(
        gamma,
        context -> {
          throw new AssertionError("a state was asked for");
        },
        false);
  }

  @Override
  public int blocks() {
    return 1;
  }

  private int[] declared() {
    return IntStream.range(0, gamma.rows()).toArray();
  }

  private Whitening whitening() {
    return Whitening.of(gamma, declared(), 0);
  }

  @Override
  public Optional<Space> space(String product) {
    return switch (product) {
      case EUCLIDEAN -> Optional.of(new Space(product, gamma, declared()));
      case CENTRED -> Optional.of(new Space(product, centred(), declared()));
      case CAUSAL ->
          singular
              ? Optional.empty()
              : Optional.of(new Space(product, whitening().apply(gamma), declared()));
      case RANDOM_METRIC ->
          singular
              ? Optional.empty()
              : Optional.of(new Space(product, whitening().applyRandom(gamma, 1), declared()));
      default -> throw new AssertionError(product);
    };
  }

  private Matrix centred() {
    int d = gamma.columns();
    float[] values = values(gamma);
    for (int j = 0; j < d; j++) {
      double sum = 0;
      for (int v = 0; v < gamma.rows(); v++) {
        sum += values[v * d + j];
      }
      for (int v = 0; v < gamma.rows(); v++) {
        values[v * d + j] -= (float) (sum / gamma.rows());
      }
    }
    return Matrix.of(values, gamma.rows(), d);
  }

  static float[] values(Matrix matrix) {
    float[] values = new float[matrix.rows() * matrix.columns()];
    matrix.copyRows(0, matrix.rows(), values);
    return values;
  }

  @Override
  public String whyNot(String product) {
    return singular ? "it is singular" : "";
  }

  @Override
  public double[] inSpace(String product, double[] lambda) {
    return product.equals(CAUSAL) ? whitening().colouring().multiply(lambda) : lambda.clone();
  }

  @Override
  public double[] state(int layer, int[] context) {
    return states.of(layer, context);
  }

  @Override
  public Matrix logitTable(double[][] states) {
    float[] out = new float[gamma.rows() * states.length];
    for (int v = 0; v < gamma.rows(); v++) {
      float[] row = gamma.row(v);
      for (int c = 0; c < states.length; c++) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
          sum += row[j] * states[c][j];
        }
        out[v * states.length + c] = (float) sum;
      }
    }
    return Matrix.of(out, gamma.rows(), states.length);
  }

  @Override
  public LogitHead head(String product) {
    return LogitHead.linear(gamma.columns());
  }

  @Override
  public VocabularyFacts facts() {
    return new VocabularyFacts(
        gamma.rows(),
        gamma.rows(),
        gamma.columns(),
        gamma.columns(),
        null,
        0,
        1,
        0,
        List.of(),
        List.of(),
        !singular,
        whyNot(CAUSAL));
  }
}
