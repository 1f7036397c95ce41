package probe.tune;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import probe.ProbeException;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;

/** Finds what a method trains of a model. */
final class Selections {
  private final TrainableGraph model;
  private final TuneOptions options;

  Selections(TrainableGraph model, TuneOptions options) {
    this.model = model;
    this.options = options;
  }

  /**
   * What the method of the options means here.
   *
   * @throws ProbeException if nothing is left to train
   */
  Selection find() {
    return switch (options.method()) {
      case Method.Full full -> new WeightSelection(model, all(), List.of());
      case Method.Only only -> new WeightSelection(model, fitting(only.pattern()), List.of());
      case Method.Lora lora -> new LoraSelection(model, lora, options.seed());
    };
  }

  private Set<String> all() {
    if (model.weights().isEmpty()) {
      throw ProbeException.model(
          "%s has no float weights to train; quantised ones can carry an adapter: --method lora"
              .formatted(model.file().path()));
    }
    return model.weights().stream().map(Weight::name).collect(Collectors.toSet());
  }

  /** Names of the weights that {@code pattern} fits, by their own names or their modules'. */
  private Set<String> fitting(String pattern) {
    Map<String, String> modules = new HashMap<>();
    model.projections().forEach(layer -> modules.put(layer.weight(), layer.module() + ".weight"));
    NamePattern names = new NamePattern(pattern);
    Set<String> chosen =
        model.weights().stream()
            .map(Weight::name)
            .filter(name -> names.fits(name) || names.fits(modules.getOrDefault(name, name)))
            .collect(Collectors.toSet());
    if (chosen.isEmpty()) {
      throw ProbeException.input(
          "--method only:%s fits none of the %d weights of %s, such as %s; * stands for any letters"
              .formatted(
                  pattern,
                  model.weights().size(),
                  model.file().path(),
                  model.weights().stream()
                      .limit(3)
                      .map(Weight::name)
                      .collect(Collectors.joining(", "))));
    }
    return chosen;
  }
}
