package probe.tune.replay;

import java.util.List;

/** An operator in plain Java. */
@FunctionalInterface
interface HostOp {
  /** The outputs of the node. */
  List<HostTensor> apply(HostCall call);

  /** An operator with one output. */
  @FunctionalInterface
  interface Single {
    HostTensor apply(HostCall call);
  }

  static HostOp single(Single op) {
    return call -> List.of(op.apply(call));
  }
}
