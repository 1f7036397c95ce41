package probe.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import probe.ProbeException;
import probe.onnx.write.GraphWriter;
import probe.tensor.DType;

/** A kind of model as its config.json describes it. */
interface Architecture {
  /** Whether embedding and head are one matrix. */
  boolean tied();

  /** The graph, whose weights have the names of a model with its head. */
  GraphWriter graph(boolean tied, DType type);

  /** What names of weights begin with in a model with a head, and lack in one saved without. */
  String prefix();

  /** The weight that embeds tokens. */
  String embedding();

  /** Whether tensor {@code name}, without the prefix, is a constant that some versions save. */
  boolean isBuffer(String name);

  /** Every model type that is known. */
  Map<String, Function<ConfigJson, Architecture>> KNOWN =
      new TreeMap<>(Map.of("gpt2", Gpt2Architecture::of, "llama", LlamaArchitecture::of));

  /**
   * The architecture that {@code config} describes.
   *
   * @throws ProbeException if its type is not known, or a field is off
   */
  static Architecture of(ConfigJson config) {
    String type = config.text("model_type", "");
    Function<ConfigJson, Architecture> known = KNOWN.get(type);
    if (known == null) {
      throw ProbeException.model(
          "%s: model_type '%s' is not known; known: %s. Others can be exported to ONNX with their own tools"
              .formatted(config.file(), type, String.join(", ", List.copyOf(KNOWN.keySet()))));
    }
    config.refuseOthers();
    return known.apply(config);
  }
}
