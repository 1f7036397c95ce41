package probe.tune;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import probe.ProbeException;
import probe.onnx.LinearLayer;
import probe.onnx.TrainableGraph;
import probe.onnx.ValueOutput;
import probe.onnx.ValueOutputProduct;
import probe.onnx.Weight;
import probe.onnx.WeightPart;

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
      case Method.Only only ->
          switch (only.pattern()) {
            case Method.VALUES -> factors(true, false);
            case Method.OUTPUTS -> factors(false, true);
            case Method.FACTORS -> factors(true, true);
            default -> new WeightSelection(model, fitting(only.pattern()), List.of());
          };
      case Method.Product product -> products();
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

  private Selection factors(boolean values, boolean outputs) {
    Parts parts = new Parts();
    for (ValueOutput.Layer layer : ValueOutput.of(model).layers()) {
      if (values) {
        parts.add(
            layer.value(), layer.valueColumns(), layer.value().transposed() ? 0 : 1, "values");
      }
      if (outputs) {
        parts.add(
            layer.output(), layer.outputRows(), layer.output().transposed() ? 1 : 0, "outputs");
      }
    }
    return parts.selection();
  }

  /** Whole matrices, and columns of those that hold queries and keys as well. */
  private final class Parts {
    private final Set<String> whole = new LinkedHashSet<>();
    private final Map<String, WeightPart> parts = new LinkedHashMap<>();

    void add(LinearLayer layer, int[] places, int axis, String what) {
      Weight weight =
          model.weights().stream()
              .filter(w -> w.name().equals(layer.weight()))
              .findFirst()
              .orElseThrow(
                  () ->
                      ProbeException.model(
                          "%s is quantised, so it cannot be trained; take a float export, or --method lora"
                              .formatted(layer.module())));
      if (places.length == weight.dims()[axis]) {
        whole.add(weight.name());
      } else {
        // blocks may share their weights
        parts.putIfAbsent(
            weight.name(), new WeightPart(weight.name() + "." + what, weight, axis, places));
      }
    }

    Selection selection() {
      return new WeightSelection(model, whole, List.copyOf(parts.values()));
    }
  }

  private Selection products() {
    TrainableGraph edited = ValueOutputProduct.addTo(model);
    Set<String> names =
        edited.weights().stream()
            .filter(ValueOutputProduct::isProduct)
            .map(Weight::name)
            .collect(Collectors.toSet());
    return new WeightSelection(edited, names, List.of());
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
