package probe.tune.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/** The operators that can be replayed. */
final class Operators {
  private static final Map<String, HostOp> HOST = new HashMap<>();
  private static final Map<String, DeviceOp> DEVICE = new HashMap<>();

  /** Operators that look at shapes or at order only. */
  private static final Set<String> FLAT =
      Set.of("ArgMax", "ArgMin", "NonZero", "EyeLike", "OneHot", "ConstantOfShape", "Range");

  static {
    HostMath.register(HOST);
    HostMoves.register(HOST);
    HostMakers.register(HOST);
    HostScatters.register(HOST);
    HostOrders.register(HOST);
    DeviceMath.register(DEVICE);
    DeviceMoves.register(DEVICE);
    DeviceProducts.register(DEVICE);
    Linear.register(DEVICE);
    DeviceNorms.register(DEVICE);
    DeviceActivations.register(DEVICE);
    DeviceScatters.register(DEVICE);
    Equation.register(HOST, DEVICE);
    Dequantizers.register(DEVICE);
    Rotary.register(DEVICE);
    FusedAttention.register(DEVICE);
    StandardAttention.register(DEVICE);
    BlindRows.register(DEVICE);
    // the same under ONNX Runtime's name
    HOST.put("com.microsoft.Trilu", Objects.requireNonNull(HOST.get("Trilu")));
    DEVICE.put("com.microsoft.Trilu", Objects.requireNonNull(DEVICE.get("Trilu")));
  }

  private Operators() {}

  /** {@code node} in plain Java, or null. */
  static @Nullable HostOp host(Instruction node) {
    return HOST.get(node.qualified());
  }

  /** {@code node} in PyTorch, or null. */
  static @Nullable DeviceOp device(Instruction node) {
    return DEVICE.get(node.qualified());
  }

  /** Whether what {@code node} gives is flat in its inputs, so that no gradient is lost with it. */
  static boolean isFlat(Instruction node) {
    return FLAT.contains(node.op());
  }

  /** Every operator that is known. */
  static Set<String> names() {
    Set<String> out = new TreeSet<>(HOST.keySet());
    out.addAll(DEVICE.keySet());
    return out;
  }

  /**
   * Checks that every node can be replayed.
   *
   * @throws ProbeException that lists the operators that cannot, with their nodes
   */
  static void require(List<Instruction> nodes, String model) {
    Map<String, List<String>> missing = new LinkedHashMap<>();
    for (Instruction node : nodes) {
      if (host(node) == null && device(node) == null) {
        missing.computeIfAbsent(node.qualified(), op -> new ArrayList<>()).add(node.describe());
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    List<String> listed = new ArrayList<>();
    missing.forEach(
        (op, where) ->
            listed.add(
                "%s (%s%s)"
                    .formatted(
                        op,
                        where.getFirst(),
                        where.size() == 1 ? "" : " and %d more".formatted(where.size() - 1))));
    throw ProbeException.model(
        "%s has operators without a gradient here: %s; export the model without them (no quantised activations, no custom operators)"
            .formatted(model, String.join("; ", listed)));
  }
}
