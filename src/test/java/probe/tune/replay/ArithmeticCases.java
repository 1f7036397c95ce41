package probe.tune.replay;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;

/** Operators that work element by element. */
final class ArithmeticCases {
  private static final long[] NONE = {};

  private ArithmeticCases() {}

  static List<OneNode> all() {
    List<OneNode> out = new ArrayList<>();
    for (String op : List.of("Add", "Sub", "Mul", "Div")) {
      out.add(OneNode.of(op).normal(2, 3, 4).positive(2, 3, 4));
      out.add(OneNode.of(op).normal(3, 4).positive(2, 1, 4));
      out.add(OneNode.of(op).normal(2, 1, 4).positive(3, 1));
      out.add(OneNode.of(op).normal(NONE).positive(3));
      out.add(OneNode.of(op).normal(0, 3).positive(1, 3));
      out.add(OneNode.of(op).longs(7, -7, 9).longs(2, 2, -4));
    }
    for (String op : List.of("Max", "Min")) {
      out.add(OneNode.of(op).normal(2, 3));
      out.add(OneNode.of(op).normal(2, 3).normal(3));
      out.add(OneNode.of(op).normal(2, 3).normal(3).normal(2, 1));
      out.add(OneNode.of(op).longs(1, 2).longs(2, 1));
    }
    for (String op : List.of("Sum", "Mean")) {
      out.add(OneNode.of(op).normal(2, 3));
      out.add(OneNode.of(op).normal(2, 3).normal(3).normal(2, 1));
    }
    out.addAll(powers());
    for (String op : List.of("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual")) {
      out.add(OneNode.of(op).longs(1, 2, 3).longs(3, 2, 1));
      out.add(OneNode.of(op).normal(2, 3).normal(3));
      out.add(OneNode.of(op, 11 + (op.endsWith("OrEqual") ? 1 : 0)).normal(2, 1).normal(3));
    }
    for (String op : List.of("And", "Or", "Xor")) {
      out.add(OneNode.of(op).bools(2, 8).bools(8));
    }
    out.add(OneNode.of("Not").bools(2, 5));
    for (String op : List.of("Neg", "Abs", "Exp", "Sin", "Cos", "Tanh", "Sigmoid", "Erf", "Relu")) {
      out.add(OneNode.of(op).normal(2, 5));
    }
    for (String op : List.of("Softplus", "Floor", "Ceil", "Sign", "HardSwish", "Mish", "Selu")) {
      out.add(OneNode.of(op, 22).normal(2, 5));
    }
    out.add(OneNode.of("Neg").longs(1, -2));
    out.add(OneNode.of("Abs").longs(1, -2));
    out.add(OneNode.of("Exp").normal(0, 5));
    out.add(OneNode.of("Sin").normal(NONE));
    out.add(OneNode.of("Round").feed(reals(-1.5, -0.5, 0.5, 1.5, 2.5, 2.4)).frozen());
    for (String op : List.of("Sqrt", "Log", "Reciprocal")) {
      out.add(OneNode.of(op).positive(2, 5));
    }
    for (String op : List.of("LeakyRelu", "Elu", "HardSigmoid")) {
      out.add(OneNode.of(op).normal(2, 5));
      out.add(OneNode.of(op).normal(2, 5).with("alpha", 0.3));
    }
    out.add(OneNode.of("HardSigmoid").normal(2, 5).with("alpha", 0.3).with("beta", 0.4));
    out.add(OneNode.of("IsNaN").feed(reals(1, Double.NaN, Double.POSITIVE_INFINITY)).frozen());
    for (int i = 0; i < 4; i++) {
      out.add(
          OneNode.of("IsInf", 20)
              .feed(reals(1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY))
              .frozen()
              .with("detect_negative", i / 2)
              .with("detect_positive", i % 2));
    }
    out.add(OneNode.of("Mod").longs(7, -7, 7).longs(3, 3, -3));
    out.add(OneNode.of("Mod").longs(7, -7, 7).longs(3, 3, -3).with("fmod", 1));
    out.addAll(clips());
    out.addAll(casts());
    out.add(OneNode.of("Where").bools(2, 3).normal(2, 3).normal(2, 3));
    out.add(OneNode.of("Where").bools(3, 1).normal(2, 1, 4).normal(NONE));
    out.add(OneNode.of("Where").bools(2, 3, 4).normal(1).normal(4));
    out.add(OneNode.of("Where").bools(3).longs(1, 2, 3).longs(4, 5, 6));
    return out;
  }

  private static List<OneNode> powers() {
    List<OneNode> out = new ArrayList<>();
    for (double n : new double[] {1, 2, 3, 0.5, -1, -0.5, 1.7}) {
      out.add(OneNode.of("Pow").positive(2, 3).frozen(reals(n).reshape()));
      out.add(OneNode.of("Pow").positive(2, 3).frozen(reals(n)));
    }
    out.add(OneNode.of("Pow").normal(2, 3).frozen(reals(2).reshape()));
    out.add(OneNode.of("Pow").normal(2, 3).frozen(reals(3).reshape(1, 1, 1)));
    out.add(OneNode.of("Pow").positive(2, 3).normal(3));
    out.add(OneNode.of("Pow").positive(3).normal(2, 1));
    out.add(OneNode.of("Pow").normal(2, 3).longs(2));
    out.add(OneNode.of("Pow").longs(2, 3).longs(3, 2));
    return out;
  }

  private static List<OneNode> clips() {
    return List.of(
        OneNode.of("Clip", 6).normal(3, 5).with("min", -0.5).with("max", 0.7),
        OneNode.of("Clip", 6).normal(3, 5).with("max", 0.7),
        OneNode.of("Clip", 6).normal(3, 5),
        OneNode.of("Clip").normal(3, 5).frozen(reals(-0.5).reshape()),
        OneNode.of("Clip").normal(3, 5).frozen(reals(-0.5).reshape()).frozen(reals(0.7).reshape()),
        OneNode.of("Clip").normal(3, 5).none().frozen(reals(0.7).reshape()),
        OneNode.of("Clip").longs(-3, 3, 30).longs(HostTensor.scalar(0)).none());
  }

  private static List<OneNode> casts() {
    List<OneNode> out = new ArrayList<>();
    for (int to : new int[] {DataType.INT64_VALUE, DataType.INT32_VALUE, DataType.BOOL_VALUE, 1}) {
      out.add(OneNode.of("Cast").normal(3, 5).with("to", to));
      out.add(OneNode.of("Cast").feed(reals(0, -0.5, 1.5, -2.7)).frozen().with("to", to));
      out.add(OneNode.of("Cast").longs(0, 1, -2).with("to", to));
      out.add(OneNode.of("Cast").bools(4).with("to", to));
    }
    out.add(OneNode.of("Cast").longs(0, 255, 256, -1).with("to", DataType.UINT8_VALUE));
    out.add(OneNode.of("CastLike").normal(3, 5).frozen().longs(1));
    out.add(OneNode.of("CastLike").longs(0, 2).normal(1).frozen());
    out.add(OneNode.of("CastLike").normal(2).bools(1));
    return out;
  }

  static HostTensor reals(double... values) {
    return HostTensor.reals(1, new long[] {values.length}, values);
  }
}
