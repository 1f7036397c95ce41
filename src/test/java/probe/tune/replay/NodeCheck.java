package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Replays one node: its values against ONNX Runtime's, its gradients against finite differences.
 */
final class NodeCheck {
  // of the largest value
  private static final double VALUES = 1e-5;
  private static final double GRADIENTS = 1e-6;
  private static final double STEP = 1e-5;
  // elements of each input that are moved
  private static final int MOVED = 30;

  private final OneNode node;

  NodeCheck(OneNode node) {
    this.node = node;
  }

  private GraphReplay graph(Torch.Constants constants) {
    return new GraphReplay(
        "test",
        node.model().getGraph(),
        domain -> domain.isEmpty() ? node.opset() : 1,
        Set.of(),
        constants);
  }

  static Torch.Constants constants(DataType real) {
    Engine engine = Engine.getEngine("PyTorch");
    // arrays of a few numbers: a second thread would only be waited for
    JniUtils.setNumThreads(1);
    return new Torch.Constants((PtNDManager) engine.newBaseManager(Device.cpu()), real);
  }

  /** Everything that can be checked about the node. */
  void run() throws Exception {
    Map<String, HostTensor> expected = Reference.run(node.model().toByteArray(), feeds(Set.of()));
    Set<Integer> real = new TreeSet<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      if (node.isReal(i)) {
        real.add(i);
      }
    }
    compare(expected, Set.of());
    compare(expected, real);
    if (real.size() > 1) {
      for (int slot : real) {
        compare(expected, Set.of(slot));
      }
    }
    gradients();
  }

  /** What is fed in plain Java, when PyTorch holds the inputs of {@code device}. */
  private Map<String, HostTensor> feeds(Set<Integer> device) {
    Map<String, HostTensor> feeds = new HashMap<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      HostTensor value = node.inputs().get(i);
      if (value != null && !device.contains(i)) {
        feeds.put("x" + i, value);
      }
    }
    return feeds;
  }

  private void compare(Map<String, HostTensor> expected, Set<Integer> device) {
    Map<String, HostTensor> actual = replay(device);
    for (String name : node.outputs()) {
      equal(expected.get(name), Objects.requireNonNull(actual.get(name)), name + " with " + device);
    }
  }

  /** The outputs, with the inputs of {@code device} in PyTorch and the others in plain Java. */
  Map<String, HostTensor> replay(Set<Integer> device) {
    Map<String, HostTensor> out = new HashMap<>();
    try (Torch.Constants constants = constants(DataType.FLOAT32)) {
      GraphReplay graph = graph(constants);
      JniUtils.setGradMode(false);
      Map<String, PtNDArray> arrays = new HashMap<>();
      try (Torch torch = new Torch(constants)) {
        for (int slot : device) {
          arrays.put("x" + slot, torch.last(torch.array(input(slot))));
        }
      }
      // the first run makes constants, later ones must leave nothing behind
      List<Integer> left = new ArrayList<>();
      for (int run = 0; run < 3; run++) {
        try (Torch torch = new Torch(constants)) {
          Map<String, Value> actual =
              graph.run(torch, feeds(device), arrays, Set.copyOf(node.outputs()), List.of(), null);
          for (String name : node.outputs()) {
            out.put(name, torch.host(get(actual, name)));
          }
        }
        left.add(constants.manager().getManagedArrays().size());
      }
      assertThat(left.get(2)).as("arrays that outlive a run of %s", node).isEqualTo(left.get(1));
    }
    return out;
  }

  private HostTensor input(int slot) {
    HostTensor value = node.inputs().get(slot);
    assertThat(value).isNotNull();
    return value;
  }

  private static Value get(Map<String, Value> values, String name) {
    Value value = values.get(name);
    assertThat(value).as(name).isNotNull();
    return value;
  }

  private void equal(@Nullable HostTensor expected, HostTensor actual, String what) {
    assertThat(expected).as(what).isNotNull();
    assertThat(actual.dims()).as("shape of %s of %s", what, node).isEqualTo(expected.dims());
    double worst = difference(expected, actual);
    assertThat(worst)
        .as("%s of %s: %s instead of %s", what, node, actual, expected)
        .isLessThanOrEqualTo(VALUES);
  }

  /** The largest difference relative to the largest number, infinite where NaN meets a number. */
  static double difference(HostTensor expected, HostTensor actual) {
    double scale = 0;
    double worst = 0;
    for (int i = 0; i < expected.size(); i++) {
      double a = expected.real(i);
      double b = actual.real(i);
      if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
        // the lowest number that masks have sets no scale
        scale = Math.abs(a) < 1e30 ? Math.max(scale, Math.abs(a)) : scale;
      } else if (Double.isFinite(a) && Double.isFinite(b)) {
        scale = Math.max(scale, Math.abs(a));
        worst = Math.max(worst, Math.abs(a - b));
      } else {
        return Double.POSITIVE_INFINITY;
      }
    }
    return worst == 0 ? 0 : worst / Math.max(scale, 1e-3);
  }

  private void gradients() {
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      if (node.isDifferentiable(i)) {
        slots.add(i);
      }
    }
    if (slots.isEmpty()) {
      return;
    }
    try (Torch.Constants constants = constants(DataType.FLOAT64)) {
      GraphReplay graph = graph(constants);
      Map<Integer, double[]> values = new HashMap<>();
      for (int slot : slots) {
        values.put(slot, input(slot).reals().clone());
      }
      Map<Integer, double[]> found = backward(constants, graph, values);
      for (int slot : slots) {
        double[] x = values.get(slot);
        double[] gradient = found.get(slot);
        double scale = Math.max(1e-2, Arrays.stream(gradient).map(Math::abs).max().orElse(0));
        for (int k = 0; k < Math.min(x.length, MOVED); k++) {
          int at = x.length <= MOVED ? k : (int) ((long) k * x.length / MOVED);
          double kept = x[at];
          x[at] = kept + STEP;
          double up = forward(constants, graph, values);
          x[at] = kept - STEP;
          double down = forward(constants, graph, values);
          x[at] = kept;
          assertThat(Math.abs((up - down) / (2 * STEP) - gradient[at]) / scale)
              .as(
                  "gradient of input %d of %s, element %d: %s, by differences %s",
                  slot, node, at, gradient[at], (up - down) / (2 * STEP))
              .isLessThan(GRADIENTS);
        }
      }
    }
  }

  private double forward(
      Torch.Constants constants, GraphReplay graph, Map<Integer, double[]> values) {
    JniUtils.setGradMode(false);
    try (Torch torch = new Torch(constants)) {
      PtNDArray loss = loss(torch, graph, leaves(torch, values));
      return loss == null ? 0 : loss.toDoubleArray()[0];
    }
  }

  private Map<Integer, double[]> backward(
      Torch.Constants constants, GraphReplay graph, Map<Integer, double[]> values) {
    JniUtils.setGradMode(true);
    try (Torch torch = new Torch(constants)) {
      Map<String, PtNDArray> leaves = leaves(torch, values);
      leaves.values().forEach(leaf -> leaf.setRequiresGradient(true));
      PtNDArray loss = loss(torch, graph, leaves);
      if (loss != null) {
        JniUtils.backward(loss, torch.number(1), false, false);
      }
      Map<Integer, double[]> out = new HashMap<>();
      values.forEach(
          (slot, value) -> {
            PtNDArray leaf = leaves.get("x" + slot);
            out.put(
                slot,
                leaf.hasGradient()
                    ? Torch.download(torch.own(leaf.getGradient())).reals()
                    : new double[value.length]);
          });
      return out;
    }
  }

  private Map<String, PtNDArray> leaves(Torch torch, Map<Integer, double[]> values) {
    Map<String, PtNDArray> leaves = new HashMap<>();
    values.forEach(
        (slot, value) ->
            leaves.put(
                "x" + slot, torch.array(HostTensor.reals(11, input(slot).dims(), value.clone()))));
    return leaves;
  }

  /** The outputs, weighted at random and added up; null where PyTorch makes none of them. */
  private @Nullable PtNDArray loss(Torch torch, GraphReplay graph, Map<String, PtNDArray> leaves) {
    Set<Integer> slots = new TreeSet<>();
    leaves.keySet().forEach(name -> slots.add(Integer.parseInt(name.substring(1))));
    Map<String, Value> outputs =
        graph.run(torch, feeds(slots), leaves, Set.copyOf(node.outputs()), List.of(), null);
    Random random = new Random(1);
    PtNDArray loss = null;
    for (String name : node.outputs()) {
      if (get(outputs, name) instanceof DeviceTensor tensor
          && tensor.array().getDataType().isFloating()) {
        HostTensor weights = HostTensor.fill(11, tensor.dims(), i -> random.nextGaussian(), i -> 0);
        PtNDArray product = torch.own(JniUtils.mul(tensor.array(), torch.array(weights)));
        PtNDArray sum = torch.own(JniUtils.sum(product));
        loss = loss == null ? sum : torch.own(JniUtils.add(loss, sum));
      }
    }
    return loss;
  }
}
