package probe.theory;

import java.util.Locale;
import probe.ProbeException;

/**
 * How a one-layer model is set up and trained.
 *
 * @param headDimension of the factors; ignored by the product
 * @param learnedAttention whether attention is trained, on drawn sequences with noise; else it is
 *     one on name and relation, and every step takes all questions
 * @param init standard deviation of the factors' entries, or every entry of the product
 */
public record OcrOptions(
    OcrTask task,
    Model model,
    int headDimension,
    boolean learnedAttention,
    int steps,
    double learningRate,
    double weightDecay,
    double init) {

  /** Whether values and outputs are trained as two matrices or as one. */
  public enum Model {
    FACTORISED,
    PRODUCT;

    /** Steps of the paper's code. */
    public int defaultSteps() {
      return this == FACTORISED ? 20_000 : 2_000;
    }

    /** The start of the paper's code: entries of variance 1 / tokens, or all of them 1e-4. */
    public double defaultInit(OcrTask task) {
      return this == FACTORISED ? Math.sqrt(1.0 / task.tokens()) : 1e-4;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public OcrOptions {
    if (headDimension < 1) {
      throw ProbeException.input("--head-dim must be 1 or more, got " + headDimension);
    }
    if (steps < 1) {
      throw ProbeException.input("--steps must be 1 or more, got " + steps);
    }
    if (!(learningRate > 0) || learningRate == Double.POSITIVE_INFINITY) {
      throw ProbeException.input("--lr must be above 0, got " + learningRate);
    }
    if (!(weightDecay >= 0) || weightDecay * learningRate >= 1) {
      throw ProbeException.input(
          "--weight-decay must be 0 or more, and less than 1 / lr, got " + weightDecay);
    }
    if (!(init > 0) || init == Double.POSITIVE_INFINITY) {
      throw ProbeException.input("--init must be above 0, got " + init);
    }
  }
}
