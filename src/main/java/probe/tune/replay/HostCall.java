package probe.tune.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node with its inputs in plain Java. */
record HostCall(Instruction node, List<@Nullable HostTensor> inputs) {
  Attributes attributes() {
    return node.attributes();
  }

  long opset() {
    return node.opset();
  }

  /** Whether input {@code slot} is given. */
  boolean has(int slot) {
    return slot < inputs.size() && inputs.get(slot) != null;
  }

  HostTensor in(int slot) {
    HostTensor value = slot < inputs.size() ? inputs.get(slot) : null;
    if (value == null) {
      throw new IllegalArgumentException("input %d is missing".formatted(slot));
    }
    return value;
  }

  /**
   * Whole numbers from input {@code slot}, or from attribute {@code name}, or {@code otherwise}.
   */
  long[] integers(int slot, String name, long... otherwise) {
    if (has(slot)) {
      return in(slot).ints();
    }
    long[] attribute = attributes().integers(name);
    return attribute == null ? otherwise : attribute;
  }
}
