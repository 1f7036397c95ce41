package probe.tune.replay;

import java.util.ArrayList;
import java.util.List;

/** Norms, and activations that come as one operator. */
final class NormCases {
  private NormCases() {}

  static List<OneNode> all() {
    List<OneNode> out = new ArrayList<>();
    out.add(OneNode.of("LayerNormalization").normal(2, 3, 4).positive(4).normal(4));
    out.add(OneNode.of("LayerNormalization").normal(2, 3, 4).positive(4));
    out.add(
        OneNode.of("LayerNormalization")
            .normal(2, 3, 4)
            .positive(3, 4)
            .normal(3, 4)
            .with("axis", 1)
            .with("epsilon", 0.01));
    out.add(OneNode.of("LayerNormalization").normal(2, 3).positive(2, 3).with("axis", -2));
    out.add(OneNode.of("RMSNormalization", 23).normal(2, 3, 4).positive(4));
    out.add(
        OneNode.of("RMSNormalization", 23)
            .normal(2, 3, 4)
            .positive(3, 4)
            .with("axis", 1)
            .with("epsilon", 0.01));
    out.add(OneNode.of("SimplifiedLayerNormalization").normal(2, 3, 4).positive(4));
    out.add(
        OneNode.of("SimplifiedLayerNormalization")
            .normal(2, 3, 4)
            .positive(4)
            .with("epsilon", 0.1));
    for (long p = 1; p <= 2; p++) {
      out.add(OneNode.of("LpNormalization").normal(2, 3, 4).with("p", p));
      out.add(OneNode.of("LpNormalization").normal(2, 3, 4).with("p", p).with("axis", 0));
    }
    for (boolean simple : new boolean[] {false, true}) {
      String op = simple ? "SkipSimplifiedLayerNormalization" : "SkipLayerNormalization";
      OneNode plain = OneNode.microsoft(op).normal(2, 3, 4).normal(2, 3, 4).positive(4);
      out.add(simple ? plain : plain.normal(4));
      OneNode full = OneNode.microsoft(op).normal(2, 3, 4).normal(2, 3, 4).positive(4);
      out.add(
          (simple ? full : full.normal(4))
              .normal(4)
              .with("epsilon", 0.01)
              .outputs("y", "", "", "sum"));
      OneNode broadcast = OneNode.microsoft(op).normal(2, 3, 4).normal(3, 4).positive(4);
      out.add(broadcast.outputs("y", "", "", "sum"));
      out.add(OneNode.microsoft(op).normal(2, 3, 4).normal(1, 3, 4).positive(4));
    }
    out.add(
        OneNode.microsoft("SkipLayerNormalization")
            .normal(2, 3, 4)
            .normal(2, 3, 4)
            .positive(4)
            .none()
            .normal(4));
    out.addAll(embedded());
    out.add(OneNode.of("Gelu", 20).normal(3, 5));
    out.add(OneNode.of("Gelu", 20).normal(3, 5).with("approximate", "tanh"));
    out.add(OneNode.microsoft("Gelu").normal(3, 5));
    out.add(OneNode.microsoft("FastGelu").normal(3, 5));
    out.add(OneNode.microsoft("FastGelu").normal(2, 3, 5).normal(5));
    out.add(OneNode.microsoft("BiasGelu").normal(2, 3, 5).normal(5));
    out.add(OneNode.microsoft("QuickGelu").normal(3, 5));
    out.add(OneNode.microsoft("QuickGelu").normal(3, 5).with("alpha", 1.0));
    out.add(OneNode.of("Swish", 24).normal(3, 5));
    out.add(OneNode.of("Swish", 24).normal(3, 5).with("alpha", 0.5));
    return out;
  }

  private static List<OneNode> embedded() {
    HostTensor ids = HostTensor.ints(6, new long[] {2, 3}, new long[] {1, 0, 4, 4, 2, 3});
    HostTensor segments = HostTensor.ints(6, new long[] {2, 3}, new long[] {0, 0, 1, 1, 0, 1});
    HostTensor positions = HostTensor.ints(6, new long[] {1, 3}, new long[] {2, 0, 3});
    HostTensor mask = HostTensor.ints(6, new long[] {2, 3}, new long[] {1, 1, 0, 1, 1, 1});
    String op = "EmbedLayerNormalization";
    return List.of(
        OneNode.microsoft(op)
            .feed(ids)
            .feed(segments)
            .normal(5, 4)
            .normal(6, 4)
            .normal(2, 4)
            .positive(4)
            .normal(4)
            .feed(mask)
            .outputs("y", "lengths"),
        OneNode.microsoft(op)
            .feed(ids)
            .none()
            .normal(5, 4)
            .normal(6, 4)
            .none()
            .positive(4)
            .normal(4)
            .none()
            .feed(positions)
            .with("epsilon", 0.01)
            .outputs("y", "lengths", "sum"));
  }
}
