package probe.tune.replay;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import probe.onnx.WeightPart;

/**
 * Weights of which some rows or columns are trained.
 *
 * <p>The part is a leaf of its own, put over a weight that has no gradient: so whatever the graph
 * does with the weight, and however often, the part gets the whole gradient and nothing else any.
 */
final class Parts {
  private final Torch.Constants torch;
  private final Map<String, List<Part>> byWeight = new HashMap<>();

  /**
   * @param leaf its place among the leaves
   * @param places [places, 1] or [1, places]
   */
  private record Part(WeightPart what, int leaf, HostTensor places) {}

  Parts(Torch.Constants torch) {
    this.torch = torch;
  }

  /** Trains {@code part} of {@code whole} as leaf number {@code leaf}. */
  void add(WeightPart part, Masters.Master whole, int leaf) {
    int count = part.places().length;
    long[] places = new long[count];
    for (int i = 0; i < count; i++) {
      places[i] = part.places()[i];
    }
    HostTensor index =
        HostTensor.vector(places)
            .reshape(part.axis() == 0 ? count : 1, part.axis() == 0 ? 1 : count);
    torch.keep(index);
    byWeight
        .computeIfAbsent(whole.name(), name -> new ArrayList<>())
        .add(new Part(part, leaf, index));
  }

  /** The memory of {@code part}, with the numbers that {@code whole} has now. */
  Masters.Master master(WeightPart part, Masters.Master whole, Masters masters) {
    long[] dims = part.dims();
    Masters.Master out = masters.make(part.name(), dims, List.of(), null);
    boolean wide = torch.real() == DataType.FLOAT64;
    int length = Math.toIntExact(dims[1]);
    for (int i = 0; i < part.places().length; i++) {
      for (int at = 0; at < length; at++) {
        copy(whole.values(), part.index(i, at), out.values(), (long) i * length + at, wide);
      }
    }
    return out;
  }

  private static void copy(
      MemorySegment from, long index, MemorySegment to, long at, boolean wide) {
    if (wide) {
      to.setAtIndex(ValueLayout.JAVA_DOUBLE, at, from.getAtIndex(ValueLayout.JAVA_DOUBLE, index));
    } else {
      to.setAtIndex(ValueLayout.JAVA_FLOAT, at, from.getAtIndex(ValueLayout.JAVA_FLOAT, index));
    }
  }

  /** The weight of one step: {@code whole} with its parts from {@code leaves} over it. */
  PtNDArray whole(Torch step, Masters.Master whole, List<PtNDArray> leaves) {
    PtNDArray out = whole.array();
    for (Part part : byWeight.getOrDefault(whole.name(), List.of())) {
      PtNDArray leaf = leaves.get(part.leaf());
      PtNDArray values = part.what().axis() == 0 ? leaf : step.own(JniUtils.transpose(leaf, 0, 1));
      Shape shape = values.getShape();
      PtNDArray index = step.own(JniUtils.broadcast(step.array(part.places()), shape));
      out = step.own(JniUtils.scatter(out, index, values, part.what().axis()));
    }
    return out;
  }
}
