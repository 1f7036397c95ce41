package probe.tune.replay;

import static probe.tune.replay.HostTensor.scalar;
import static probe.tune.replay.HostTensor.vector;

import java.util.ArrayList;
import java.util.List;

/** Operators that pick elements. */
final class SelectionCases {
  private SelectionCases() {}

  static List<OneNode> all() {
    List<OneNode> out = new ArrayList<>();
    out.addAll(slices());
    out.addAll(splits());
    out.addAll(gathers());
    out.addAll(scatters());
    for (long upper = 0; upper < 2; upper++) {
      out.add(OneNode.of("Trilu").normal(3, 4).with("upper", upper));
      out.add(OneNode.of("Trilu").normal(2, 4, 3).longs(scalar(-1)).with("upper", upper));
      out.add(OneNode.of("Trilu").normal(4, 4).longs(scalar(1)).with("upper", upper));
    }
    out.add(OneNode.microsoft("Trilu").normal(3, 4).longs(scalar(1)));
    out.add(OneNode.of("Trilu").longs(vector(1, 2, 3, 4).reshape(2, 2)));
    out.add(OneNode.of("NonZero").bools(3, 4));
    out.add(OneNode.of("NonZero").longs(0, 1, 2, 0));
    return out;
  }

  private static List<OneNode> slices() {
    return List.of(
        OneNode.of("Slice", 9)
            .normal(4, 5)
            .with("starts", new long[] {1, -3})
            .with("ends", new long[] {3, 100}),
        OneNode.of("Slice", 9)
            .normal(4, 5)
            .with("starts", new long[] {1})
            .with("ends", new long[] {-1})
            .with("axes", new long[] {-1}),
        OneNode.of("Slice").normal(4, 5).store(1).store(3),
        OneNode.of("Slice").normal(4, 5).store(-2).store(Long.MAX_VALUE).store(-1),
        OneNode.of("Slice").normal(4, 5).store(0, 0).store(4, 5).store(0, 1).store(2, 3),
        OneNode.of("Slice").normal(4, 5).longs(-1).longs(Long.MIN_VALUE).longs(1).longs(-1),
        OneNode.of("Slice").normal(4, 5).longs(3, 4).longs(0, -6).longs(0, 1).longs(-2, -2),
        OneNode.of("Slice").normal(4, 5).longs(2).longs(2).longs(1),
        OneNode.of("Slice").normal(4, 5).longs(9).longs(20).longs(1),
        OneNode.of("Slice").normal(0, 5).longs(0).longs(3).longs(0),
        OneNode.of("Slice").normal(4, 5).store(0).store(100).store(0),
        OneNode.of("Slice").longs(1, 2, 3).store(-1).store(Long.MAX_VALUE).store(0));
  }

  private static List<OneNode> splits() {
    return List.of(
        OneNode.of("Split", 11).normal(4, 5).outputs("a", "b"),
        OneNode.of("Split", 11)
            .normal(4, 5)
            .with("axis", -1)
            .with("split", new long[] {2, 3})
            .outputs("a", "b"),
        OneNode.of("Split", 13).normal(4, 5).store(1, 0, 3).outputs("a", "b", "c"),
        OneNode.of("Split", 13).normal(4, 6).with("axis", 1).outputs("a", "b", "c"),
        OneNode.of("Split", 18).normal(4, 5).with("num_outputs", 2).outputs("a", "b"),
        OneNode.of("Split", 18)
            .normal(4, 5)
            .with("axis", 1)
            .with("num_outputs", 3)
            .outputs("a", "b", "c"),
        OneNode.of("Split", 13).longs(1, 2, 3).store(1, 2).outputs("a", "b"));
  }

  private static List<OneNode> gathers() {
    return List.of(
        OneNode.of("Gather").normal(4, 5).longs(0, 3, -1, 3),
        OneNode.of("Gather").normal(4, 5).longs(vector(0, 3, -1, 3).reshape(2, 2)).with("axis", 1),
        OneNode.of("Gather").normal(4, 5, 2).longs(vector(0, 3).reshape(2, 1)).with("axis", -2),
        OneNode.of("Gather").normal(4, 5).longs(scalar(-1)),
        OneNode.of("Gather").normal(4, 5).longs(scalar(2)).with("axis", 1),
        OneNode.of("Gather").normal(4, 5).longs(2).with("axis", 1),
        OneNode.of("Gather").normal(4).longs(1, 1, 0),
        OneNode.of("Gather").normal(4, 5).longs(),
        OneNode.of("Gather").longs(5, 6, 7).longs(scalar(1)),
        OneNode.of("Gather")
            .longs(vector(1, 2, 3, 4, 5, 6).reshape(2, 3))
            .longs(2, 0)
            .with("axis", 1),
        OneNode.of("GatherElements").normal(3, 4).longs(vector(0, -1, 2, 1).reshape(1, 4)),
        OneNode.of("GatherElements")
            .normal(3, 4)
            .longs(vector(0, -1, 2, 1, 1, 0).reshape(3, 2))
            .with("axis", 1),
        OneNode.of("GatherElements").longs(5, 6, 7).longs(2, 2),
        OneNode.of("GatherND").normal(3, 4, 2).longs(vector(0, 3, -1, 1).reshape(2, 2)),
        OneNode.of("GatherND").normal(3, 4, 2).longs(vector(0, 2).reshape(2, 1)),
        OneNode.of("GatherND").normal(3, 4, 2).longs(vector(0, 3, 1, 2, 2, 1).reshape(2, 1, 3)),
        OneNode.of("GatherND")
            .normal(2, 4, 3)
            .longs(vector(1, 3).reshape(2, 1))
            .with("batch_dims", 1),
        OneNode.of("GatherND")
            .normal(2, 4, 3)
            .longs(vector(1, 3, 0, 0).reshape(2, 2, 1))
            .with("batch_dims", 1),
        OneNode.of("GatherND")
            .normal(2, 2, 3)
            .longs(vector(1, 2, 0, -1).reshape(2, 2, 1))
            .with("batch_dims", 2),
        OneNode.of("GatherND").longs(5, 6, 7).longs(vector(2, 0).reshape(2, 1)));
  }

  private static List<OneNode> scatters() {
    return List.of(
        OneNode.of("ScatterND").normal(4, 3).longs(vector(2, 0).reshape(2, 1)).normal(2, 3),
        OneNode.of("ScatterND").normal(4, 3).longs(vector(2, 0, -1, 1).reshape(2, 2)).normal(2),
        OneNode.of("ScatterND").longs(1, 2, 3).longs(vector(2, 0).reshape(2, 1)).longs(9, 8),
        OneNode.of("ScatterND")
            .longs(1, 2, 3)
            .longs(vector(2, 2).reshape(2, 1))
            .longs(5, 6)
            .with("reduction", "add"),
        OneNode.of("ScatterElements")
            .normal(3, 4)
            .longs(vector(0, 2, 1, -1).reshape(1, 4))
            .normal(1, 4),
        OneNode.of("ScatterElements")
            .normal(3, 4)
            .longs(vector(0, -1, 2, 1, 1, 0).reshape(3, 2))
            .normal(3, 2)
            .with("axis", 1),
        OneNode.of("ScatterElements").longs(1, 2, 3).longs(2, 0).longs(9, 8));
  }
}
