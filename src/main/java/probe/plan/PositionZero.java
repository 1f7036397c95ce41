package probe.plan;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import probe.model.CutSession;
import probe.model.LanguageModel;
import probe.model.Positions;
import probe.model.TokenBatch;
import probe.model.Tokenizer;
import probe.onnx.Cut;

/**
 * The first position, where trained models park attention that has nowhere to go: its state is many
 * times longer than others and says little of its token (Xiao et al. 2023, arXiv 2309.17453).
 */
public final class PositionZero {
  /** Why a context whose one state would be taken there is left out. */
  static final String REASON =
      "its last token is its first, and the state at position 0 says little of a token";

  // what chats are written with, in the models that people use
  private static final Pattern MARKUP =
      Pattern.compile(
          "<\\|?(im_start|im_end|user|assistant|system|start_header_id|end_header_id|start_of_turn|end_of_turn|start_of_role|end_of_role)\\|?>|\\[/?INST\\]|<<SYS>>|###"
              + " .*");

  private final LanguageModel model;

  PositionZero(LanguageModel model) {
    this.model = model;
  }

  /**
   * How many times longer the state at position 0 is than the median of those after it, in {@code
   * contexts} together, at the layer before the final norm where that is most; 1 where no context
   * has a second position.
   */
  double normRatio(List<int[]> contexts) {
    List<int[]> longer = contexts.stream().filter(context -> context.length > 1).toList();
    List<Integer> layers = model.allLayers().subList(0, model.decoder().blocks());
    if (longer.isEmpty()) {
      return 1;
    }
    double[] first = new double[layers.size()];
    double[][] others = new double[layers.size()][];
    try (CutSession session = model.session(layers, false)) {
      for (int[] context : longer) {
        Map<String, FloatBuffer> out = session.run(TokenBatch.of(context), Positions.ALL);
        for (int l = 0; l < layers.size(); l++) {
          double[] norms = norms(out, layers.get(l), context.length);
          first[l] = Math.max(first[l], norms[0]);
          double[] rest = Arrays.copyOfRange(norms, 1, norms.length);
          others[l] = others[l] == null ? rest : joined(others[l], rest);
        }
      }
    }
    double most = 0;
    for (int l = 0; l < layers.size(); l++) {
      double[] sorted = Objects.requireNonNull(others[l]);
      Arrays.sort(sorted);
      double median = sorted[sorted.length / 2];
      most = median > 0 ? Math.max(most, first[l] / median) : most;
    }
    return most;
  }

  private static double[] joined(double[] a, double[] b) {
    double[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private double[] norms(Map<String, FloatBuffer> out, int layer, int tokens) {
    FloatBuffer states = Objects.requireNonNull(out.get(Cut.hidden(layer)));
    int width = model.decoder().width(layer);
    double[] norms = new double[tokens];
    for (int t = 0; t < tokens; t++) {
      double sum = 0;
      for (int i = 0; i < width; i++) {
        double x = states.get(t * width + i);
        sum += x * x;
      }
      norms[t] = Math.sqrt(sum);
    }
    return norms;
  }

  /** What to know where {@code tokenizer} begins every text with the markup of a chat. */
  public static Optional<String> markup(Tokenizer tokenizer) {
    return Arrays.stream(tokenizer.tokens(tokenizer.prefix()))
        .filter(token -> MARKUP.matcher(token).matches())
        .findFirst()
        .map(
            token ->
                "every text begins with '%s', the markup of a chat: states are those of a text in one; put a tokenizer.json without it beside the model for plain text"
                    .formatted(token));
  }
}
