package probe.tune.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/** The operators that can be replayed. */
final class Operators {
  private static final Map<String, HostOp> HOST = new HashMap<>();
  private static final Map<String, DeviceOp> DEVICE = new HashMap<>();

  static {
    HostMath.register(HOST);
    HostMoves.register(HOST);
    DeviceMath.register(DEVICE);
    DeviceMoves.register(DEVICE);
    DeviceProducts.register(DEVICE);
    DeviceNorms.register(DEVICE);
  }

  private Operators() {}

  /** {@code node} in plain Java, or null. */
  static @Nullable HostOp host(Instruction node) {
    return HOST.get(node.qualified());
  }

  /** {@code node} in PyTorch, or null. */
  static @Nullable DeviceOp device(Instruction node) {
    DeviceOp op = DEVICE.get(node.qualified());
    // ONNX Runtime's own operators that mean the same in every domain
    return op == null ? DEVICE.get(node.op()) : op;
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
