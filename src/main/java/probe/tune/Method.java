package probe.tune;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import probe.ProbeException;

/** Which numbers are trained. */
public sealed interface Method {
  /** Every weight. */
  record Full() implements Method {
    @Override
    public String toString() {
      return "full";
    }
  }

  /**
   * Two small matrices beside each targeted weight (Hu et al. 2021), which stay frozen.
   *
   * @param alpha the product of the two is multiplied by {@code alpha / rank}
   */
  record Lora(int rank, double alpha, Targets targets) implements Method {
    @Override
    public String toString() {
      return "lora";
    }
  }

  /** The weights whose names {@code pattern} fits. */
  record Only(String pattern) implements Method {
    @Override
    public String toString() {
      return "only:" + pattern;
    }
  }

  /** Which weight matrices get an adapter. */
  enum Targets {
    ATTENTION,
    MLP,
    ALL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads {@code full}, {@code lora} or {@code only:<pattern>}.
   *
   * @throws ProbeException for anything else
   */
  static Method parse(String text, int rank, double alpha, Targets targets) {
    if (text.equals("full")) {
      return new Full();
    }
    if (text.equals("lora")) {
      return new Lora(rank, alpha, targets);
    }
    if (text.startsWith("only:") && text.length() > "only:".length()) {
      return new Only(text.substring("only:".length()));
    }
    throw ProbeException.input(
        "--method takes full, lora or only:PATTERN, got '%s'".formatted(text));
  }

  /** The options that say so, as they are typed. */
  default Map<String, String> settings() {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("--method", toString());
    if (this instanceof Lora lora) {
      out.put("--rank", Integer.toString(lora.rank));
      out.put("--alpha", Double.toString(lora.alpha));
      out.put("--targets", lora.targets.toString());
    }
    return out;
  }
}
