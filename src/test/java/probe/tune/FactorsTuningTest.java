package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.onnx.LinearLayer;
import probe.onnx.TrainableGraph;
import probe.onnx.ValueOutput;
import probe.onnx.Weight;
import probe.onnx.WeightValues;

/** {@code only:factors}: the values and the outputs of attention, and nothing else. */
class FactorsTuningTest {
  private static float[] all(WeightValues values, Weight weight) {
    float[] out = new float[(int) weight.size()];
    values.copy(weight, 0, out, out.length);
    return out;
  }

  /** By weight, the places that values are made by, or that lead into the stream. */
  private static Map<String, Set<Integer>> places(TrainableGraph graph) {
    Map<String, Set<Integer>> out = new HashMap<>();
    for (ValueOutput.Layer layer : ValueOutput.of(graph).layers()) {
      LinearLayer value = layer.value();
      Set<Integer> values = out.computeIfAbsent(value.weight(), name -> new HashSet<>());
      for (int column : layer.valueColumns()) {
        for (int i = 0; i < value.in(); i++) {
          values.add(value.transposed() ? column * value.in() + i : i * value.out() + column);
        }
      }
      LinearLayer output = layer.output();
      Set<Integer> outputs = out.computeIfAbsent(output.weight(), name -> new HashSet<>());
      for (int row : layer.outputRows()) {
        for (int o = 0; o < output.out(); o++) {
          outputs.add(output.transposed() ? o * output.in() + row : row * output.out() + o);
        }
      }
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource(ValueOutputModels.POCKET)
  void valuesAndOutputsAreTrainedAndNothingElse(Path path) {
    try (GraphTuning tuning = ValueOutputModels.open(path, new Method.Only(Method.FACTORS))) {
      double before = ValueOutputModels.loss(tuning.trainee());
      ValueOutputModels.steps(tuning, 1);
      assertThat(ValueOutputModels.loss(tuning.trainee())).isLessThan(before);

      TrainableGraph graph = tuning.model();
      Map<String, Set<Integer>> places = places(graph);
      assertThat(places).hasSize(2 * ValueOutput.of(graph).layers().size());
      for (Weight weight : graph.weights()) {
        Set<Integer> trained = places.getOrDefault(weight.name(), Set.of());
        if (trained.isEmpty()) {
          assertThat(tuning.weights().has(weight)).as(weight.name()).isFalse();
          continue;
        }
        float[] base = all(graph.values(), weight);
        float[] tuned = all(tuning.weights(), weight);
        int moved = 0;
        for (int k = 0; k < base.length; k++) {
          if (!trained.contains(k)) {
            assertThat(tuned[k]).as(weight.name()).isEqualTo(base[k]);
          } else if (tuned[k] != base[k]) {
            moved++;
          }
        }
        // a gradient may be 0 by chance, and not in many places
        assertThat(moved).as(weight.name()).isGreaterThan((int) (0.99 * trained.size()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ValueOutputModels.POCKET)
  void factorsAreValuesAndOutputsTogether(Path path) {
    Set<String> both = new HashSet<>();
    for (String part : new String[] {Method.VALUES, Method.OUTPUTS}) {
      try (GraphTuning tuning = ValueOutputModels.open(path, new Method.Only(part))) {
        both.addAll(tuning.plan().trained());
      }
    }
    try (GraphTuning tuning = ValueOutputModels.open(path, new Method.Only(Method.FACTORS))) {
      assertThat(Set.copyOf(tuning.plan().trained())).isEqualTo(both);
    }
  }
}
