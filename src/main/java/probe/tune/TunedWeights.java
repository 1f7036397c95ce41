package probe.tune;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;
import probe.onnx.WeightPart;
import probe.onnx.WeightValues;

/** What training has made of whole weights, and of parts of weights. */
final class TunedWeights implements WeightValues {
  private final TrainableGraph model;
  private final List<WeightPart> parts;
  private final Map<String, MemorySegment> trained = new HashMap<>();

  /**
   * @param parameters by the names of weights and of {@code parts}
   */
  TunedWeights(TrainableGraph model, List<Trainee.Parameter> parameters, List<WeightPart> parts) {
    this.model = model;
    this.parts = parts;
    parameters.forEach(parameter -> trained.put(parameter.name(), parameter.values()));
  }

  @Override
  public boolean has(Weight weight) {
    return trained.containsKey(weight.name()) || parts.stream().anyMatch(p -> isOf(p, weight));
  }

  @Override
  public void copy(Weight weight, long from, float[] out, int count) {
    MemorySegment whole = trained.get(weight.name());
    if (whole != null) {
      MemorySegment.copy(whole, ValueLayout.JAVA_FLOAT, from * Float.BYTES, out, 0, count);
      return;
    }
    model.values().copy(weight, from, out, count);
    for (WeightPart part : parts) {
      if (isOf(part, weight)) {
        MemorySegment values = Objects.requireNonNull(trained.get(part.name()));
        long length = part.dims()[1];
        part.put(
            (i, at) -> values.getAtIndex(ValueLayout.JAVA_FLOAT, i * length + at),
            from,
            out,
            count);
      }
    }
  }

  private static boolean isOf(WeightPart part, Weight weight) {
    return part.weight().name().equals(weight.name());
  }
}
