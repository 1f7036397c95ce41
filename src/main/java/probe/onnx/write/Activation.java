package probe.onnx.write;

import static probe.onnx.write.GraphWriter.attribute;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The nonlinearity of a feed-forward layer. */
public enum Activation {
  /** x times the normal distribution function. */
  GELU,
  /** The same by its approximation with tanh. */
  GELU_TANH,
  RELU,
  /** x times the logistic function. */
  SILU;

  // the names of Hugging Face's ACT2FN
  private static final Map<String, Activation> NAMES =
      new TreeMap<>(
          Map.of(
              "gelu", GELU,
              "gelu_python", GELU,
              "gelu_new", GELU_TANH,
              "gelu_fast", GELU_TANH,
              "gelu_pytorch_tanh", GELU_TANH,
              "gelu_python_tanh", GELU_TANH,
              "relu", RELU,
              "silu", SILU,
              "swish", SILU));

  /** The activation that a config.json calls {@code name}, or null. */
  public static @Nullable Activation named(String name) {
    return NAMES.get(name.toLowerCase(Locale.ROOT));
  }

  /** The names that {@link #named} knows. */
  public static Iterable<String> names() {
    return NAMES.keySet();
  }

  String of(GraphWriter out, String x) {
    return switch (this) {
      case GELU -> out.node("Gelu", List.of(x));
      case GELU_TANH -> out.node("Gelu", List.of(x), attribute("approximate", "tanh"));
      case RELU -> out.node("Relu", List.of(x));
      case SILU -> out.node("Mul", List.of(x, out.node("Sigmoid", List.of(x))));
    };
  }
}
