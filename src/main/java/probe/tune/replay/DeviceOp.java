package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;

/** An operator in PyTorch, through which gradients flow. */
@FunctionalInterface
interface DeviceOp {
  /** The outputs of the node; those at the end that nobody needs may be left out. */
  List<PtNDArray> apply(Call call);

  /** An operator with one output. */
  @FunctionalInterface
  interface Single {
    PtNDArray apply(Call call);
  }

  static DeviceOp single(Single op) {
    return call -> List.of(op.apply(call));
  }
}
