package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.model.ModelConfig;
import probe.onnx.TrainableGraph;
import probe.onnx.ValueOutput;
import probe.onnx.ValueOutputProduct;
import probe.onnx.WeightValues;
import probe.tensor.Matrix;
import probe.tune.replay.Compute;
import probe.tune.replay.ReplayTrainee;

/** What the product of values and outputs has to do with its factors. */
class ProductFactorsTest {
  /** Of M_h = W_V W_O, the chain rule makes the gradients of both factors. */
  @ParameterizedTest
  @MethodSource(ValueOutputModels.MODELS)
  void gradientsOfTheFactorsFollowFromThatOfTheProduct(Path path) {
    TrainableGraph graph = ValueOutputProduct.addTo(TrainableGraph.open(path));
    ValueOutput attention = ValueOutput.of(graph);
    try (ReplayTrainee trainee =
            ReplayTrainee.of(
                graph,
                ModelConfig.beside(Objects.requireNonNull(path.getParent())),
                weight -> true,
                Compute.cpu(2));
        Trainee.Step step = trainee.step(ValueOutputModels.batch(), true)) {
      for (ValueOutput.Layer layer : attention.layers()) {
        float[] product = ValueOutputModels.gradient(trainee, step, ValueOutputProduct.name(layer));
        WeightValues gradients = gradients(trainee, step);
        List<ValueOutput.Factors> weights = attention.factors(layer);
        List<ValueOutput.Factors> slopes = attention.factors(layer, gradients);
        double[] valueBias = bias(trainee, layer.value().module() + ".bias", false, step);
        double[] outputBias = bias(trainee, layer.output().module() + ".bias", true, step);
        List<double[][]> ofValues = new ArrayList<>();
        for (int h = 0; h < layer.heads(); h++) {
          double[][] m = head(product, h, layer);
          double[][] wv = rows(weights.get(h).value());
          double[][] wo = rows(weights.get(h).output());
          double[][] ofOutput = multiply(transpose(wv), m);
          if (valueBias.length > 0) {
            for (int j = 0; j < layer.headDim(); j++) {
              for (int k = 0; k < outputBias.length; k++) {
                int column = layer.parts().get(h).valueColumns()[j];
                ofOutput[j][k] += valueBias[column] * outputBias[k];
              }
            }
          }
          requireSame(rows(slopes.get(h).output()), ofOutput);
          ofValues.add(multiply(m, transpose(wo)));
        }
        for (int h = 0; h < layer.heads(); h++) {
          // heads of a group share their values
          double[][] sum = new double[layer.value().in()][layer.headDim()];
          for (int other = 0; other < layer.heads(); other++) {
            if (IntStream.of(layer.parts().get(other).valueColumns()).sum()
                == IntStream.of(layer.parts().get(h).valueColumns()).sum()) {
              add(sum, ofValues.get(other));
            }
          }
          requireSame(rows(slopes.get(h).value()), sum);
        }
      }
    }
  }

  private static WeightValues gradients(Trainee trainee, Trainee.Step step) {
    return (weight, from, out, count) ->
        System.arraycopy(
            ValueOutputModels.gradient(trainee, step, weight.name()), (int) from, out, 0, count);
  }

  /** A bias or its gradient, empty where the model has none. */
  private static double[] bias(Trainee trainee, String name, boolean gradient, Trainee.Step step) {
    for (int i = 0; i < trainee.parameters().size(); i++) {
      Trainee.Parameter parameter = trainee.parameters().get(i);
      if (parameter.name().endsWith(name)) {
        MemorySegment from = gradient ? step.gradient(i) : parameter.values();
        float[] floats = from.toArray(ValueLayout.JAVA_FLOAT);
        return IntStream.range(0, floats.length).mapToDouble(k -> floats[k]).toArray();
      }
    }
    return new double[0];
  }

  private static double[][] head(float[] product, int h, ValueOutput.Layer layer) {
    int in = layer.value().in();
    int out = layer.output().out();
    double[][] m = new double[in][out];
    for (int i = 0; i < in; i++) {
      for (int j = 0; j < out; j++) {
        m[i][j] = product[(h * in + i) * out + j];
      }
    }
    return m;
  }

  private static double[][] rows(Matrix matrix) {
    double[][] out = new double[matrix.rows()][matrix.columns()];
    for (int i = 0; i < out.length; i++) {
      float[] row = matrix.row(i);
      for (int j = 0; j < row.length; j++) {
        out[i][j] = row[j];
      }
    }
    return out;
  }

  private static double[][] transpose(double[][] a) {
    double[][] out = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        out[j][i] = a[i][j];
      }
    }
    return out;
  }

  private static double[][] multiply(double[][] a, double[][] b) {
    double[][] out = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < b[0].length; j++) {
          out[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return out;
  }

  private static void add(double[][] sum, double[][] more) {
    for (int i = 0; i < sum.length; i++) {
      for (int j = 0; j < sum[0].length; j++) {
        sum[i][j] += more[i][j];
      }
    }
  }

  private static void requireSame(double[][] actual, double[][] expected) {
    double norm = 0;
    double apart = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[0].length; j++) {
        norm += expected[i][j] * expected[i][j];
        apart += Math.pow(actual[i][j] - expected[i][j], 2);
      }
    }
    assertThat(norm).isPositive();
    assertThat(Math.sqrt(apart / norm)).isLessThan(1e-4);
  }

  /** M_h = W_V W_O in place of the two gives the same model. */
  @ParameterizedTest
  @MethodSource(ValueOutputModels.MODELS)
  void theProductTakesThePlaceOfItsFactors(Path path) {
    TrainableGraph graph = ValueOutputProduct.addTo(TrainableGraph.open(path));
    ValueOutput attention = ValueOutput.of(graph);
    try (ReplayTrainee trainee =
        ReplayTrainee.of(
            graph,
            ModelConfig.beside(Objects.requireNonNull(path.getParent())),
            weight -> true,
            Compute.cpu(2))) {
      double before = ValueOutputModels.loss(trainee);
      for (ValueOutput.Layer layer : attention.layers()) {
        replace(trainee, attention, layer);
      }
      assertThat(ValueOutputModels.loss(trainee)).isCloseTo(before, within(2e-5 * before));
      for (ValueOutput.Layer layer : attention.layers()) {
        values(trainee, ValueOutputProduct.name(layer)).fill((byte) 0);
      }
      assertThat(Math.abs(ValueOutputModels.loss(trainee) - before)).isGreaterThan(1e-4);
    }
  }

  private static MemorySegment values(Trainee trainee, String name) {
    return trainee.parameters().get(ValueOutputModels.index(trainee, name)).values();
  }

  private static void replace(Trainee trainee, ValueOutput attention, ValueOutput.Layer layer) {
    List<ValueOutput.Factors> factors = attention.factors(layer);
    MemorySegment product = values(trainee, ValueOutputProduct.name(layer));
    double[] valueBias = parameter(trainee, layer.value().module() + ".bias");
    int in = layer.value().in();
    int out = layer.output().out();
    for (int h = 0; h < layer.heads(); h++) {
      double[][] wo = rows(factors.get(h).output());
      double[][] m = multiply(rows(factors.get(h).value()), wo);
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < out; j++) {
          product.setAtIndex(
              ValueLayout.JAVA_FLOAT, ((long) h * in + i) * out + j, (float) m[i][j]);
        }
      }
      if (valueBias.length > 0) {
        // what is left of a bias of the values is a bias of the outputs
        MemorySegment bias = find(trainee, layer.output().module() + ".bias");
        for (int k = 0; k < layer.headDim(); k++) {
          for (int j = 0; j < out; j++) {
            double more = valueBias[layer.parts().get(h).valueColumns()[k]] * wo[k][j];
            bias.setAtIndex(
                ValueLayout.JAVA_FLOAT,
                j,
                (float) (bias.getAtIndex(ValueLayout.JAVA_FLOAT, j) + more));
          }
        }
      }
    }
    values(trainee, layer.output().weight()).fill((byte) 0);
  }

  private static MemorySegment find(Trainee trainee, String name) {
    return trainee.parameters().stream()
        .filter(p -> p.name().endsWith(name))
        .findFirst()
        .orElseThrow()
        .values();
  }

  private static double[] parameter(Trainee trainee, String name) {
    if (trainee.parameters().stream().noneMatch(p -> p.name().endsWith(name))) {
      return new double[0];
    }
    float[] floats = find(trainee, name).toArray(ValueLayout.JAVA_FLOAT);
    return IntStream.range(0, floats.length).mapToDouble(k -> floats[k]).toArray();
  }
}
