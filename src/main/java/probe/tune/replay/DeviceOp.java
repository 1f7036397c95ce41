package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operator in PyTorch, through which gradients flow. */
@FunctionalInterface
interface DeviceOp {
  /** The outputs of the node; null, or left out at the end, for those that are never made. */
  List<@Nullable PtNDArray> apply(Call call);

  /** An operator with one output. */
  @FunctionalInterface
  interface Single {
    PtNDArray apply(Call call);
  }

  static DeviceOp single(Single op) {
    return call -> List.of(op.apply(call));
  }
}
