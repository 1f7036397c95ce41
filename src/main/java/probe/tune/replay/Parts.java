package probe.tune.replay;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import probe.onnx.WeightPart;

/**
 * Weights of which some rows or columns are trained.
 *
 * <p>The part is a leaf of its own, and nothing else of the weight gets a gradient. Where the graph
 * does more with the weight than {@link PartGradients} can follow, the leaf is put over a copy of
 * the weight, and a gradient of all of it is made on the way.
 */
final class Parts implements GraphReplay.Hook {
  private final Torch.Constants torch;
  private final List<Part> parts = new ArrayList<>();
  private final List<PartGradients> gradients = new ArrayList<>();

  /**
   * @param leaf its place among the leaves
   * @param places [places, 1] or [1, places]
   * @param within whether its values are kept in the weight itself
   */
  private record Part(
      WeightPart what,
      int leaf,
      Masters.Master whole,
      Masters.Master own,
      HostTensor places,
      boolean within) {}

  Parts(Torch.Constants torch) {
    this.torch = torch;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /**
   * Trains {@code part} of {@code whole} as leaf number {@code leaf}.
   *
   * @param nodes what is done with weights
   * @return the memory of the leaf
   */
  Masters.Master add(
      WeightPart part, Masters.Master whole, int leaf, Masters masters, List<Instruction> nodes) {
    Masters.Master own = masters.make(part.name(), part.dims(), List.of(), null);
    long[] places = new long[part.places().length];
    for (int i = 0; i < places.length; i++) {
      places[i] = part.places()[i];
    }
    boolean rows = part.axis() == 0;
    HostTensor index =
        HostTensor.vector(places).reshape(rows ? places.length : 1, rows ? 1 : places.length);
    torch.keep(index);
    // a GPU has a copy of the weight, which would not see what is kept in it
    PartGradients followed =
        torch.manager().getDevice().isGpu() ? null : PartGradients.of(part, leaf, nodes);
    if (followed != null) {
      gradients.add(followed);
    }
    Part added = new Part(part, leaf, whole, own, index, followed != null);
    parts.add(added);
    copy(added, false);
    return own;
  }

  /** Brings the present values of the leaves into the weights that they are kept in. */
  void update() {
    for (Part part : parts) {
      if (part.within()) {
        copy(part, true);
      }
    }
  }

  private void copy(Part part, boolean back) {
    boolean wide = torch.real() == DataType.FLOAT64;
    MemorySegment whole = part.whole().values();
    MemorySegment own = part.own().values();
    long length = part.what().dims()[1];
    for (int i = 0; i < part.what().places().length; i++) {
      for (int at = 0; at < length; at++) {
        long inside = part.what().index(i, at);
        long alone = i * length + at;
        copy(
            back ? own : whole,
            back ? alone : inside,
            back ? whole : own,
            back ? inside : alone,
            wide);
      }
    }
  }

  private static void copy(
      MemorySegment from, long index, MemorySegment to, long at, boolean wide) {
    if (wide) {
      to.setAtIndex(ValueLayout.JAVA_DOUBLE, at, from.getAtIndex(ValueLayout.JAVA_DOUBLE, index));
    } else {
      to.setAtIndex(ValueLayout.JAVA_FLOAT, at, from.getAtIndex(ValueLayout.JAVA_FLOAT, index));
    }
  }

  /** The weight of one step: {@code whole}, with those parts over it that it does not hold. */
  PtNDArray whole(Torch step, Masters.Master whole, List<PtNDArray> leaves) {
    PtNDArray out = whole.array();
    for (Part part : parts) {
      if (part.within() || !part.whole().name().equals(whole.name())) {
        continue;
      }
      PtNDArray leaf = leaves.get(part.leaf());
      PtNDArray values = part.what().axis() == 0 ? leaf : step.own(JniUtils.transpose(leaf, 0, 1));
      PtNDArray index = step.own(JniUtils.broadcast(step.array(part.places()), values.getShape()));
      out = step.own(JniUtils.scatter(out, index, values, part.what().axis()));
    }
    return out;
  }

  @Override
  public PtNDArray apply(Instruction node, Call call, PtNDArray output, List<PtNDArray> leaves) {
    PtNDArray out = output;
    for (PartGradients part : gradients) {
      out = part.apply(node, call, out, leaves);
    }
    return out;
  }
}
