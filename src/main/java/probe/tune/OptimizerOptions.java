package probe.tune;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Locale;

/**
 * How an update is made of a gradient.
 *
 * @param weightDecay decoupled for AdamW, added to the gradient for the others; on every parameter
 * @param momentum of SGD; the others have none
 */
public record OptimizerOptions(Kind kind, double weightDecay, double momentum) {
  /** The update rules, named as PyTorch names them. */
  public enum Kind {
    /** Loshchilov and Hutter 2019, algorithm 2. */
    ADAMW(0.01),
    /** Kingma and Ba 2015, algorithm 1. */
    ADAM(0),
    /** Gradient descent, with Sutskever's momentum where that is not 0. */
    SGD(0);

    private final double weightDecay;

    Kind(double weightDecay) {
      this.weightDecay = weightDecay;
    }

    /** The weight decay that PyTorch has as its default. */
    public double defaultWeightDecay() {
      return weightDecay;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** {@code kind} as PyTorch has it by default. */
  public static OptimizerOptions defaults(Kind kind) {
    return new OptimizerOptions(kind, kind.defaultWeightDecay(), 0);
  }

  /** An optimizer whose moments are 0 and live as long as {@code arena}. */
  Optimizer open(List<Trainee.Parameter> parameters, Arena arena) {
    return switch (kind) {
      case ADAMW -> new Adam(parameters, weightDecay, true, arena);
      case ADAM -> new Adam(parameters, weightDecay, false, arena);
      case SGD -> new Sgd(parameters, weightDecay, momentum, arena);
    };
  }
}
