package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node with its inputs, at least one of which PyTorch holds. */
record Call(Instruction node, List<@Nullable Value> inputs, Torch torch) {
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

  /** Whether somebody reads output {@code slot}. */
  boolean gives(int slot) {
    return slot < node.outputs().size() && !node.outputs().get(slot).isEmpty();
  }

  int count() {
    return inputs.size();
  }

  Value value(int slot) {
    Value value = slot < inputs.size() ? inputs.get(slot) : null;
    if (value == null) {
      throw new IllegalArgumentException("input %d is missing".formatted(slot));
    }
    return value;
  }

  long[] dims(int slot) {
    return value(slot).dims();
  }

  /** Input {@code slot} as PyTorch holds it. */
  PtNDArray in(int slot) {
    return torch.array(value(slot));
  }

  /** Input {@code slot}, or null where it is left out. */
  @Nullable PtNDArray maybe(int slot) {
    return has(slot) ? in(slot) : null;
  }

  /** Input {@code slot} in plain Java. */
  HostTensor host(int slot) {
    return torch.host(value(slot));
  }

  /**
   * Whole numbers from input {@code slot}, or from attribute {@code name}, or {@code otherwise}.
   */
  long[] integers(int slot, String name, long... otherwise) {
    if (has(slot)) {
      return host(slot).ints();
    }
    long[] attribute = attributes().integers(name);
    return attribute == null ? otherwise : attribute;
  }

  /** The axis that attribute "axis" names, of input 0. */
  int axis(long otherwise) {
    return Shapes.axis(attributes().integer("axis", otherwise), dims(0).length);
  }
}
