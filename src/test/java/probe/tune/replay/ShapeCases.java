package probe.tune.replay;

import static probe.tune.replay.ArithmeticCases.reals;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;

/** Operators that rearrange, join and repeat. */
final class ShapeCases {
  private ShapeCases() {}

  static List<OneNode> all() {
    List<OneNode> out = new ArrayList<>();
    out.add(OneNode.of("Identity").normal(2, 3));
    out.add(OneNode.of("Dropout").normal(2, 3));
    out.add(OneNode.of("Dropout", 11).normal(2, 3).with("ratio", 0.5));
    out.add(OneNode.of("Shape").normal(2, 3));
    out.add(OneNode.of("Shape").normal(2, 3, 4).with("start", 1).with("end", -1));
    out.add(OneNode.of("Shape").normal(2, 3, 4).with("start", -9).with("end", 9));
    out.add(OneNode.of("Size").normal(2, 3));
    out.add(OneNode.of("Size").normal());
    out.addAll(reshapes());
    out.addAll(filled());
    out.add(OneNode.of("Transpose").normal(2, 3, 4));
    out.add(OneNode.of("Transpose").normal(2, 3, 4).with("perm", new long[] {1, 2, 0}));
    out.add(OneNode.of("Transpose").normal(0, 3).with("perm", new long[] {1, 0}));
    out.add(OneNode.of("Transpose").longs(1, 2));
    out.add(OneNode.of("Expand").normal(3, 1).store(2, 3, 4));
    out.add(OneNode.of("Expand").normal(2, 3, 4).store(4));
    out.add(OneNode.of("Expand").normal(3, 1).store(3, 4));
    out.add(OneNode.of("Expand").normal(3, 1).longs(1, 1));
    out.add(OneNode.of("Expand").normal().longs(2, 2));
    out.add(OneNode.of("Expand").normal(1, 3).longs(0, 3));
    out.add(OneNode.of("Tile").normal(2, 3).store(2, 1));
    out.add(OneNode.of("Tile").normal(2, 3).longs(1, 3));
    out.add(OneNode.of("Tile").longs(1, 2).longs(0));
    out.add(OneNode.of("Concat").normal(2, 3).normal(2, 1).with("axis", -1));
    out.add(OneNode.of("Concat").normal(2, 3).normal(1, 3).normal(2, 3).with("axis", 0));
    out.add(OneNode.of("Concat").normal(2, 0, 3).normal(2, 2, 3).with("axis", 1));
    out.add(OneNode.of("Concat").normal(2, 0).normal(2, 0).with("axis", 1));
    out.add(OneNode.of("Concat").normal(2, 2).with("axis", 1));
    out.add(OneNode.of("Concat").longs(1, 2).longs(3).with("axis", 0));
    out.addAll(pads());
    return out;
  }

  private static List<OneNode> reshapes() {
    long[] middle = {1};
    long[] ends = {0, -1};
    return List.of(
        OneNode.of("Reshape").normal(2, 3, 4).store(0, -1),
        OneNode.of("Reshape").normal(2, 3, 4).store(4, 0, 2),
        OneNode.of("Reshape").normal(2, 3, 4).longs(-1),
        OneNode.of("Reshape").normal(0, 3).store(3, 0).with("allowzero", 1),
        OneNode.of("Reshape").normal(0, 3).store(0, 3),
        OneNode.of("Reshape").normal(1).store(),
        OneNode.of("Reshape").longs(1, 2).store(2, 1),
        OneNode.of("Flatten").normal(2, 3, 4),
        OneNode.of("Flatten").normal(2, 3, 4).with("axis", 0),
        OneNode.of("Flatten").normal(2, 3, 4).with("axis", -1),
        OneNode.of("Flatten").normal(2, 3, 4).with("axis", 3),
        OneNode.of("Squeeze", 11).normal(2, 1, 3).with("axes", middle),
        OneNode.of("Squeeze", 11).normal(1, 2, 1),
        OneNode.of("Squeeze").normal(2, 1, 3).store(-2),
        OneNode.of("Squeeze").normal(1, 2, 1),
        OneNode.of("Squeeze").longs(1).store(0),
        OneNode.of("Unsqueeze", 11).normal(2, 3).with("axes", ends),
        OneNode.of("Unsqueeze").normal(2, 3).store(0, -1),
        OneNode.of("Unsqueeze").normal(2, 3).store(3, 1),
        OneNode.of("Unsqueeze").normal().store(0));
  }

  private static List<OneNode> filled() {
    TensorProto seven =
        TensorProto.newBuilder()
            .setDataType(DataType.INT64_VALUE)
            .addDims(1)
            .addInt64Data(7)
            .build();
    HostTensor zero = HostTensor.scalar(0);
    return List.of(
        OneNode.of("ConstantOfShape").longs(2, 3),
        OneNode.of("ConstantOfShape").longs(2, 3).with("value", seven),
        OneNode.of("ConstantOfShape").longs(0, 3),
        OneNode.of("ConstantOfShape").store().with("value", seven),
        OneNode.of("Range").longs(zero).longs(HostTensor.scalar(5)).longs(HostTensor.scalar(2)),
        OneNode.of("Range").longs(HostTensor.scalar(5)).longs(zero).longs(HostTensor.scalar(-2)),
        OneNode.of("Range").longs(zero).longs(zero).longs(HostTensor.scalar(1)),
        OneNode.of("Range")
            .frozen(reals(0).reshape())
            .frozen(reals(1).reshape())
            .frozen(reals(0.3).reshape()),
        OneNode.of("EyeLike").normal(3, 4).frozen(),
        OneNode.of("EyeLike").normal(3, 4).frozen().with("k", 1).with("dtype", 7),
        OneNode.of("EyeLike").normal(3, 2).frozen().with("k", -1).with("dtype", 1),
        OneNode.of("OneHot").longs(1, -1, 9).longs(HostTensor.scalar(4)).frozen(reals(0.5, 2)),
        OneNode.of("OneHot")
            .longs(HostTensor.vector(1, 2, 0, 1).reshape(2, 2))
            .longs(HostTensor.scalar(3))
            .longs(0, 1)
            .with("axis", 1));
  }

  private static List<OneNode> pads() {
    List<OneNode> out = new ArrayList<>();
    for (String mode : List.of("constant", "reflect", "edge")) {
      out.add(OneNode.of("Pad").normal(3, 4).store(1, 2, 0, 1).with("mode", mode));
      out.add(OneNode.of("Pad").normal(2, 3, 4).store(0, 1, 0, 0, 1, 2).with("mode", mode));
    }
    out.add(OneNode.of("Pad").normal(3, 4).longs(1, 0, 0, 2).frozen(reals(7).reshape()));
    out.add(OneNode.of("Pad").normal(3, 4).longs(-1, 0, 1, -2));
    out.add(OneNode.of("Pad", 18).normal(3, 4).store(1, 2).none().store(-1));
    out.add(OneNode.of("Pad").longs(1, 2).longs(1, 1));
    out.add(OneNode.of("Pad", 19).normal(3, 4).store(1, 2, 0, 1).with("mode", "wrap"));
    return out;
  }
}
