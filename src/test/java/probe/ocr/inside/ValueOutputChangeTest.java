package probe.ocr.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.ProbeException;
import probe.SharedModels;
import probe.algebra.Dense;
import probe.algebra.Orthogonal;
import probe.algebra.SingularValues;
import probe.model.Device;
import probe.model.EditedModel;
import probe.model.EditedStorage;
import probe.onnx.LinearLayer;
import probe.onnx.TrainableGraph;
import probe.onnx.ValueOutput;
import probe.onnx.Weight;
import probe.onnx.WeightValues;
import probe.tune.GraphTuning;
import probe.tune.Method;
import probe.tune.Trainee;
import probe.tune.TrainingBatch;
import probe.tune.TuneOptions;

class ValueOutputChangeTest {
  @TempDir private Path folder;

  /** Some weights with other values. */
  private static final class Changed implements WeightValues {
    private final TrainableGraph model;
    private final Map<String, float[]> values = new HashMap<>();

    Changed(TrainableGraph model) {
      this.model = model;
    }

    @Override
    public boolean has(Weight weight) {
      return values.containsKey(weight.name());
    }

    @Override
    public void copy(Weight weight, long from, float[] out, int count) {
      System.arraycopy(
          Objects.requireNonNull(values.get(weight.name())), (int) from, out, 0, count);
    }

    private float[] of(LinearLayer layer) {
      return values.computeIfAbsent(
          layer.weight(),
          name -> {
            Weight weight =
                model.weights().stream()
                    .filter(w -> w.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            float[] out = new float[(int) weight.size()];
            model.values().copy(weight, 0, out, out.length);
            return out;
          });
    }

    private static int index(LinearLayer layer, int in, int out) {
      return layer.transposed() ? out * layer.in() + in : in * layer.out() + out;
    }

    float get(LinearLayer layer, int in, int out) {
      return of(layer)[index(layer, in, out)];
    }

    void set(LinearLayer layer, int in, int out, double value) {
      of(layer)[index(layer, in, out)] = (float) value;
    }
  }

  private static TrainableGraph open(String name, String file) {
    return TrainableGraph.open(SharedModels.require(name).resolve(file));
  }

  @ParameterizedTest
  @CsvSource({"slm4096,model.onnx", "llama-untied,model_dynamo.onnx"})
  void oneRowOfTheOutputsIsOneDirection(String name, String file) {
    TrainableGraph model = open(name, file);
    ValueOutput attention = ValueOutput.of(model);
    ValueOutput.Layer layer = attention.layers().get(1);
    Changed changed = new Changed(model);
    double square = 0;
    for (int k = 0; k < layer.output().out(); k++) {
      int row = layer.parts().get(2).outputRows()[3];
      double by = 0.25 * (k % 5);
      square += by * by;
      changed.set(layer.output(), row, k, changed.get(layer.output(), row, k) + by);
    }

    List<HeadChange> found = ValueOutputChange.of(model, changed).heads();

    double length = 0;
    for (int i = 0; i < layer.value().in(); i++) {
      double v = changed.get(layer.value(), i, layer.parts().get(2).valueColumns()[3]);
      length += v * v;
    }
    double expected = Math.sqrt(length * square);
    for (HeadChange change : found) {
      ChangeSpectrum spectrum = change.spectrum();
      if (change.layer() == layer.index() && change.head() == 2) {
        assertThat(spectrum.values()[0]).isCloseTo(expected, within(1e-5 * expected));
        assertThat(spectrum.effectiveRank()).isCloseTo(1, within(1e-6));
        assertThat(spectrum.directions()).isEqualTo(1);
        assertThat(spectrum.frobenius()).isCloseTo(expected, within(1e-5 * expected));
        assertThat(spectrum.nuclear()).isCloseTo(expected, within(1e-5 * expected));
      } else {
        assertThat(spectrum.frobenius()).isZero();
      }
    }
    assertThat(found).hasSize(attention.layers().size() * layer.heads());
  }

  /** W_V R and R' W_O are the same head for any rotation R. */
  @Test
  void anotherBasisOfAHeadIsNoChange() {
    TrainableGraph model = open("slm4096", "model.onnx");
    ValueOutput.Layer layer = ValueOutput.of(model).layers().getFirst();
    Changed tuned = noisy(model, 7);
    Changed turned = noisy(model, 7);
    Dense turn = Orthogonal.random(layer.headDim(), 3);
    for (ValueOutput.Head head : layer.parts()) {
      for (int i = 0; i < layer.value().in(); i++) {
        for (int j = 0; j < layer.headDim(); j++) {
          double value = 0;
          double output = 0;
          for (int k = 0; k < layer.headDim(); k++) {
            value += tuned.get(layer.value(), i, head.valueColumns()[k]) * turn.at(k, j);
            output += tuned.get(layer.output(), head.outputRows()[k], i) * turn.at(k, j);
          }
          turned.set(layer.value(), i, head.valueColumns()[j], value);
          turned.set(layer.output(), head.outputRows()[j], i, output);
        }
      }
    }

    List<HeadChange> plain = ValueOutputChange.of(model, tuned).heads();
    List<HeadChange> rotated = ValueOutputChange.of(model, turned).heads();
    List<HeadChange> between = ValueOutputChange.of(model, tuned, turned).heads();

    for (int i = 0; i < layer.heads(); i++) {
      double[] a = plain.get(i).spectrum().values();
      double[] b = rotated.get(i).spectrum().values();
      for (int k = 0; k < a.length; k++) {
        assertThat(b[k]).isCloseTo(a[k], within(1e-5 * a[0]));
      }
      assertThat(between.get(i).spectrum().frobenius())
          .isLessThan(1e-5 * plain.get(i).spectrum().frobenius());
      assertThat(a.length).isEqualTo(2 * layer.headDim());
    }
  }

  private static Changed noisy(TrainableGraph model, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Changed out = new Changed(model);
    for (ValueOutput.Layer layer : ValueOutput.of(model).layers()) {
      for (LinearLayer part : List.of(layer.value(), layer.output())) {
        for (int i = 0; i < part.in(); i++) {
          for (int o = 0; o < part.out(); o++) {
            out.set(part, i, o, out.get(part, i, o) + random.nextGaussian(0, 0.02));
          }
        }
      }
    }
    return out;
  }

  @ParameterizedTest
  @CsvSource({"stories260k,model.onnx", "gpt2-random,model_dynamo.onnx"})
  void headsAndLayersHaveTheSpectrumOfTheWholeMatrix(String name, String file) {
    TrainableGraph model = open(name, file);
    ValueOutput attention = ValueOutput.of(model);
    Changed tuned = noisy(model, 11);
    ValueOutputChange change = ValueOutputChange.of(model, tuned);

    int at = 0;
    for (ValueOutput.Layer layer : attention.layers()) {
      Dense sum = Dense.zeros(layer.value().in(), layer.output().out());
      for (int h = 0; h < layer.heads(); h++) {
        Dense dense = less(product(attention, layer, h, tuned), product(attention, layer, h, null));
        double[] expected = SingularValues.of(dense);
        double[] found = change.heads().get(at++).spectrum().values();
        assertThat(found.length).isLessThanOrEqualTo(2 * layer.headDim());
        for (int k = 0; k < expected.length; k++) {
          assertThat(k < found.length ? found[k] : 0)
              .isCloseTo(expected[k], within(1e-10 * expected[0]));
        }
        for (int i = 0; i < sum.values().length; i++) {
          sum.values()[i] += dense.values()[i];
        }
      }
      double[] expected = SingularValues.of(sum);
      double[] found =
          change.layers().stream()
              .filter(c -> c.layer() == layer.index())
              .findFirst()
              .orElseThrow()
              .spectrum()
              .values();
      for (int k = 0; k < expected.length; k++) {
        assertThat(found[k]).isCloseTo(expected[k], within(1e-10 * expected[0]));
      }
    }
  }

  private static Dense product(
      ValueOutput attention,
      ValueOutput.Layer layer,
      int head,
      @org.jspecify.annotations.Nullable Changed tuned) {
    ValueOutput.Factors factors =
        (tuned == null ? attention.factors(layer) : attention.factors(layer, tuned)).get(head);
    return Dense.of(factors.value()).multiply(Dense.of(factors.output()));
  }

  private static Dense less(Dense a, Dense b) {
    double[] out = a.values().clone();
    for (int i = 0; i < out.length; i++) {
      out[i] -= b.values()[i];
    }
    return new Dense(a.rows(), a.columns(), out);
  }

  @Test
  void everyMethodOfTuningHasItsChange() {
    Path path = SharedModels.require("slm4096").resolve("model.onnx");
    TrainingBatch batch = new TrainingBatch(List.of(new int[] {3, 9, 1, 30, 2}), new int[] {1});
    for (Method method :
        List.of(
            new Method.Full(),
            new Method.Only("values"),
            new Method.Only("outputs"),
            new Method.Lora(2, 4, Method.Targets.ATTENTION),
            new Method.Product())) {
      try (GraphTuning tuning = GraphTuning.open(new TuneOptions(path, method, Device.CPU, 2, 1))) {
        for (int step = 0; step < 2; step++) {
          descend(tuning.trainee(), batch);
        }
        List<HeadChange> found = ValueOutputChange.of(tuning.model(), tuning.weights()).heads();
        assertThat(found).hasSize(16);
        int most =
            switch (method) {
              case Method.Full full -> 32;
              case Method.Product product -> 64;
              // rank 2 in W_V and in W_O of a head
              case Method.Lora lora -> 4;
              default -> 16;
            };
        for (HeadChange change : found) {
          double[] values = change.spectrum().values();
          assertThat(values[0]).as(method.toString()).isPositive();
          assertThat(Arrays.stream(values).filter(s -> s > 1e-5 * values[0]).count())
              .as(method.toString())
              .isLessThanOrEqualTo(most);
        }
      }
    }
  }

  private static void descend(Trainee trainee, TrainingBatch batch) {
    try (Trainee.Step step = trainee.step(batch, true)) {
      for (int i = 0; i < trainee.parameters().size(); i++) {
        Trainee.Parameter parameter = trainee.parameters().get(i);
        for (long k = 0; k < parameter.size(); k++) {
          float value = parameter.values().getAtIndex(ValueLayout.JAVA_FLOAT, k);
          float slope = step.gradient(i).getAtIndex(ValueLayout.JAVA_FLOAT, k);
          parameter.values().setAtIndex(ValueLayout.JAVA_FLOAT, k, value - slope);
        }
      }
    }
  }

  @Test
  void aQuantisedModelIsRefused() throws Exception {
    Path whole = SharedModels.require("llama-untied").resolve("model_dynamo.onnx");
    Path int8 =
        EditedModel.write(
            EditedStorage.int8Weights(EditedModel.read(whole)), folder.resolve("int8.onnx"));
    TrainableGraph model = TrainableGraph.open(int8);

    assertThatThrownBy(() -> ValueOutputChange.of(model, model.values()).heads())
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("is quantised");
  }
}
