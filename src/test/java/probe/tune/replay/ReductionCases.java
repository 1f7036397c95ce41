package probe.tune.replay;

import java.util.ArrayList;
import java.util.List;

/** Operators that sum, average or normalise along axes. */
final class ReductionCases {
  private ReductionCases() {}

  static List<OneNode> all() {
    List<OneNode> out = new ArrayList<>();
    for (String op :
        List.of(
            "ReduceSum",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "ReduceProd",
            "ReduceSumSquare",
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSumExp")) {
      long[] last = {-1};
      long[] two = {2, 0};
      // axes as an attribute up to 17, for ReduceSum up to 12
      long old = op.equals("ReduceSum") ? 11 : 17;
      out.add(OneNode.of(op, old).normal(2, 3, 4).with("axes", last));
      out.add(OneNode.of(op, old).normal(2, 3, 4).with("axes", two).with("keepdims", 0));
      out.add(OneNode.of(op, old).normal(2, 3).with("keepdims", 0));
      out.add(OneNode.of(op, 18).normal(2, 3, 4).store(-2));
      out.add(OneNode.of(op, 18).normal(2, 3, 4).longs(1, -1).with("keepdims", 0));
      out.add(OneNode.of(op, 18).normal(2, 3));
      out.add(OneNode.of(op, 18).normal(2, 3).none().with("keepdims", 0));
    }
    out.add(OneNode.of("ReduceSum", 13).normal(2, 3).with("noop_with_empty_axes", 1));
    out.add(OneNode.of("ReduceMean", 18).normal(2, 3).store().with("noop_with_empty_axes", 1));
    out.add(OneNode.of("ReduceSum", 13).longs(1, 2, 3).store(0));
    out.add(OneNode.of("ReduceMax", 18).longs(1, 3, 2).store(0).with("keepdims", 0));
    out.add(OneNode.of("ReduceProd", 18).longs(2, 3, 4).store(0).with("keepdims", 0));
    for (String op : List.of("Softmax", "LogSoftmax")) {
      for (long axis : new long[] {-1, 0, 1}) {
        out.add(OneNode.of(op, 11).normal(2, 3, 4).with("axis", axis));
        out.add(OneNode.of(op, 13).normal(2, 3, 4).with("axis", axis));
      }
      out.add(OneNode.of(op, 11).normal(2, 3, 4));
      out.add(OneNode.of(op, 13).normal(2, 3, 4));
    }
    for (long i = 0; i < 4; i++) {
      out.add(
          OneNode.of("CumSum")
              .normal(2, 3, 4)
              .longs(HostTensor.scalar(i - 2))
              .with("exclusive", i / 2)
              .with("reverse", i % 2));
    }
    out.add(OneNode.of("CumSum").longs(1, 1, 0, 1).longs(HostTensor.scalar(0)));
    for (String op : List.of("ArgMax", "ArgMin")) {
      out.add(OneNode.of(op).normal(3, 5).with("axis", -1));
      out.add(OneNode.of(op).normal(3, 5).with("keepdims", 0));
      out.add(OneNode.of(op).longs(1, 3, 3, 1).with("select_last_index", 1));
    }
    out.add(OneNode.of("TopK").normal(3, 5).longs(2).outputs("values", "indices"));
    out.add(
        OneNode.of("TopK")
            .normal(3, 5)
            .longs(2)
            .with("axis", 0)
            .with("largest", 0)
            .outputs("values", "indices"));
    out.add(OneNode.of("TopK").longs(4, 9, 1).longs(3).outputs("values", "indices"));
    return out;
  }
}
