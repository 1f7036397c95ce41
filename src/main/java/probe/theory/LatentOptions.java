package probe.theory;

import java.util.Locale;
import probe.ProbeException;

/**
 * How a table model is set up and trained.
 *
 * @param dim width of embeddings and unembeddings
 * @param contextShare of all contexts that are there
 * @param tokenShare of all tokens that are there
 * @param control whether no context knows the last concept
 * @param init standard deviation of the tables' entries
 */
public record LatentOptions(
    int concepts,
    int dim,
    double contextShare,
    double tokenShare,
    boolean control,
    Optimizer optimizer,
    double learningRate,
    int steps,
    double init) {

  /** What takes the steps; both see all contexts at every step. */
  public enum Optimizer {
    ADAM,
    GD;

    /**
     * 0.005 for Adam; for gradient descent half the number of tokens, as the curvature along the
     * unembedding of one token falls with their number.
     */
    public double defaultRate(int concepts) {
      return this == ADAM ? 0.005 : 0.5 * (1 << concepts);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public LatentOptions {
    if (dim < 1) {
      throw ProbeException.input("--dim must be 1 or more, got " + dim);
    }
    share("--contexts", contextShare);
    share("--tokens", tokenShare);
    if (steps < 1) {
      throw ProbeException.input("--steps must be 1 or more, got " + steps);
    }
    if (!(learningRate > 0) || learningRate == Double.POSITIVE_INFINITY) {
      throw ProbeException.input("--lr must be above 0, got " + learningRate);
    }
    if (!(init > 0) || init == Double.POSITIVE_INFINITY) {
      throw ProbeException.input("--init must be above 0, got " + init);
    }
  }

  private static void share(String option, double value) {
    if (!(value > 0 && value <= 1)) {
      throw ProbeException.input(
          "%s must be all, half or a share within (0, 1], got %s".formatted(option, value));
    }
  }
}
