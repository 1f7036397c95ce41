package probe.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step between lambda . gamma and the logits that the graph gives. */
public sealed interface LogitStep {
  /** Adds {@code values} [V], or [1] for all. */
  record Bias(float[] values) implements LogitStep {}

  /** Multiplies by {@code factor}. */
  record Scale(double factor) implements LogitStep {}

  /** The hyperbolic tangent of a soft cap. */
  record Tanh() implements LogitStep {}

  /** Applies {@code steps} to {@code logits} [V], in place. */
  static void apply(List<LogitStep> steps, double[] logits) {
    for (LogitStep step : steps) {
      switch (step) {
        case Bias(float[] values) -> {
          for (int v = 0; v < logits.length; v++) {
            logits[v] += values[values.length == 1 ? 0 : v];
          }
        }
        case Scale(double factor) -> {
          for (int v = 0; v < logits.length; v++) {
            logits[v] *= factor;
          }
        }
        case Tanh() -> {
          for (int v = 0; v < logits.length; v++) {
            logits[v] = Math.tanh(logits[v]);
          }
        }
      }
    }
  }

  /** The cap c of c * tanh(x / c), as Gemma 2 has it; null where there is none. */
  static @Nullable Double softcap(List<LogitStep> steps) {
    for (int i = 0; i + 1 < steps.size(); i++) {
      if (steps.get(i) instanceof Tanh && steps.get(i + 1) instanceof Scale(double factor)) {
        return factor;
      }
    }
    return null;
  }

  /** The product of all factors, for a head without a soft cap; null where nothing is scaled. */
  static @Nullable Double scale(List<LogitStep> steps) {
    if (softcap(steps) != null) {
      return null;
    }
    Double scale = null;
    for (LogitStep step : steps) {
      if (step instanceof Scale(double factor)) {
        scale = (scale == null ? 1 : scale) * factor;
      }
    }
    return scale;
  }

  static boolean hasBias(List<LogitStep> steps) {
    return steps.stream().anyMatch(Bias.class::isInstance);
  }
}
