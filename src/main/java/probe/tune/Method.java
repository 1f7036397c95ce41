package probe.tune;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
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
   * @param rows tokens whose rows of the embedding, and of the unembedding where that is another
   *     weight, are trained too
   * @param initScale A starts uniform within this over the square root of what it reads; 1 is what
   *     PEFT has
   */
  record Lora(int rank, double alpha, Targets targets, List<Integer> rows, double initScale)
      implements Method {
    public Lora {
      rows = List.copyOf(rows);
    }

    /** Low-rank matrices alone. */
    public Lora(int rank, double alpha, Targets targets) {
      this(rank, alpha, targets, List.of());
    }

    /** Low-rank matrices and {@code rows} of tokens. */
    public Lora(int rank, double alpha, Targets targets, List<Integer> rows) {
      this(rank, alpha, targets, rows, 1);
    }

    @Override
    public String toString() {
      return "lora";
    }
  }

  /**
   * The weights whose names {@code pattern} fits; {@link #VALUES}, {@link #OUTPUTS} and {@link
   * #FACTORS} mean what attention does with them.
   */
  record Only(String pattern) implements Method {
    @Override
    public String toString() {
      return "only:" + pattern;
    }
  }

  /**
   * Matrices M [d, d] of every head of attention, beside its values and outputs and 0 at first:
   * their product without factors.
   */
  record Product() implements Method {
    @Override
    public String toString() {
      return "product";
    }
  }

  /** The pattern of {@link Only} for the matrices that make the values of attention. */
  String VALUES = "values";

  /** The pattern of {@link Only} for the matrices that lead from attention into the stream. */
  String OUTPUTS = "outputs";

  /** The pattern of {@link Only} for both. */
  String FACTORS = "factors";

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
   * Reads {@code full}, {@code lora}, {@code product} or {@code only:<pattern>}.
   *
   * @param lora how LoRA is meant
   * @throws ProbeException for anything else
   */
  static Method parse(String text, Lora lora) {
    if (text.equals("full")) {
      return new Full();
    }
    if (text.equals("product")) {
      return new Product();
    }
    if (text.equals("lora")) {
      return lora;
    }
    if (text.startsWith("only:") && text.length() > "only:".length()) {
      return new Only(text.substring("only:".length()));
    }
    throw ProbeException.input(
        "--method takes full, lora, product or only:PATTERN, got '%s'".formatted(text));
  }

  /** The options that say so, as they are typed. */
  default Map<String, String> settings() {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("--method", toString());
    if (this instanceof Lora lora) {
      out.put("--rank", Integer.toString(lora.rank));
      out.put("--alpha", Double.toString(lora.alpha));
      out.put("--targets", lora.targets.toString());
      if (!lora.rows.isEmpty()) {
        out.put(
            "--rows-ids", lora.rows.stream().map(String::valueOf).collect(Collectors.joining(",")));
      }
      if (lora.initScale != 1) {
        out.put("--init-scale", Double.toString(lora.initScale));
      }
    }
    return out;
  }
}
