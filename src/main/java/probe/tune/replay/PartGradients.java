package probe.tune.replay;

import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.onnx.Weight;
import probe.onnx.WeightPart;

/**
 * Gradients of some rows of a table, or of some columns that a product gives, at the cost of these
 * alone.
 *
 * <p>Their present values lie in the weight itself, which has no gradient, so that what the graph
 * computes is exact. To every lookup and product with it the same with {@code leaf - detached leaf}
 * is added: zeros that carry the gradient.
 */
final class PartGradients implements GraphReplay.Hook {
  private final int leaf;
  private final long[] places;
  private final int[] slots;
  private final Map<String, Boolean> lookups;

  /**
   * @param leaf the part's place among the leaves
   * @param lookups by the first output of every node that uses the weight, whether it looks rows up
   */
  private PartGradients(WeightPart part, int leaf, Map<String, Boolean> lookups) {
    this.leaf = leaf;
    this.lookups = lookups;
    this.places = new long[part.places().length];
    this.slots = new int[Math.toIntExact(part.weight().dims()[part.axis()])];
    for (int i = 0; i < places.length; i++) {
      places[i] = part.places()[i];
      // slot 0 is for all others
      slots[part.places()[i]] = i + 1;
    }
  }

  /**
   * The gradients of {@code part}, or null where {@code nodes} do anything with its weight but to
   * look places up and to multiply by it.
   */
  static @Nullable PartGradients of(WeightPart part, int leaf, List<Instruction> nodes) {
    // names of the weight, with whether the part is rows of it
    Map<String, Boolean> names = new HashMap<>();
    for (Weight.Copy copy : part.weight().copies()) {
      names.put(copy.initializer(), (part.axis() == 0) != copy.transposed());
    }
    Map<String, Boolean> lookups = new HashMap<>();
    for (Instruction node : nodes) {
      for (int slot = 0; slot < node.inputs().size(); slot++) {
        Boolean rows = names.get(node.inputs().get(slot));
        if (rows == null || node.op().equals("Shape")) {
          continue;
        }
        String output = node.outputs().getFirst();
        if (node.op().equals("Identity") || node.op().equals("Cast")) {
          names.put(output, rows);
        } else if (node.op().equals("Transpose")) {
          int[] order = HostMoves.permutation(node.attributes(), 2);
          names.put(output, rows == (order[0] == 0));
        } else if (slot == 0 && rows && isLookup(node)) {
          lookups.put(output, true);
        } else if (slot == 1 && isProduct(node, rows)) {
          lookups.put(output, false);
        } else {
          return null;
        }
      }
    }
    return new PartGradients(part, leaf, lookups);
  }

  private static boolean isLookup(Instruction node) {
    return node.qualified().equals("Gather") && node.attributes().integer("axis", 0) == 0;
  }

  /** Whether {@code node} gives what the part makes as numbers of their own, of every x. */
  private static boolean isProduct(Instruction node, boolean rows) {
    boolean turned = node.attributes().integer("transB", 0) != 0;
    return switch (node.qualified()) {
      case "MatMul", Rewrites.DOMAIN + ".Linear" -> !rows;
      case "Gemm", "com.microsoft.FusedMatMul" ->
          rows == turned
              && node.attributes().integer("transA", 0) == 0
              && node.attributes().real("alpha", 1) == 1;
      default -> false;
    };
  }

  @Override
  public PtNDArray apply(Instruction node, Call call, PtNDArray output, List<PtNDArray> leaves) {
    Boolean lookup = lookups.get(node.outputs().getFirst());
    if (lookup == null || !JniUtils.isGradMode()) {
      return output;
    }
    Torch torch = call.torch();
    PtNDArray part = leaves.get(leaf);
    PtNDArray zero = torch.own(JniUtils.sub(part, torch.own(JniUtils.detachGradient(part))));
    PtNDArray change = lookup ? lookedUp(call, zero) : multiplied(call, zero, output);
    return torch.own(JniUtils.add(torch.own(output), change));
  }

  private PtNDArray lookedUp(Call call, PtNDArray zero) {
    Torch torch = call.torch();
    HostTensor ids = call.host(1);
    HostTensor which =
        HostTensor.fill(
            7,
            ids.dims(),
            i -> 0,
            i -> {
              long id = ids.whole(i);
              return slots[Math.toIntExact(id < 0 ? id + slots.length : id)];
            });
    PtNDArray none = torch.zeros(1, zero.getShape().get(1));
    PtNDArray table = torch.own(JniUtils.cat(new PtNDArray[] {none, zero}, 0));
    return torch.own(JniUtils.embedding(torch.array(which), table, false));
  }

  private PtNDArray multiplied(Call call, PtNDArray zero, PtNDArray output) {
    Torch torch = call.torch();
    PtNDArray few =
        torch.own(JniUtils.matmul(call.in(0), torch.own(JniUtils.transpose(zero, 0, 1))));
    int last = few.getShape().dimension() - 1;
    long[] one = new long[last + 1];
    java.util.Arrays.fill(one, 1);
    one[last] = places.length;
    PtNDArray index =
        torch.own(
            JniUtils.broadcast(
                torch.array(HostTensor.vector(places).reshape(one)), few.getShape()));
    Shape shape = output.getShape();
    PtNDArray nothing =
        torch.own(
            JniUtils.createZerosNdArray(
                torch.manager(),
                shape,
                output.getDataType(),
                torch.manager().getDevice(),
                SparseFormat.DENSE));
    return torch.own(JniUtils.scatter(nothing, index, few, last));
  }
}
