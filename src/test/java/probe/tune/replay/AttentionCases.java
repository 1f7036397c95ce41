package probe.tune.replay;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;

/** Attention, and the rotations before it. */
final class AttentionCases {
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;

  private AttentionCases() {}

  static List<OneNode> all() {
    List<OneNode> out = new ArrayList<>();
    out.addAll(rotations());
    out.addAll(standard());
    out.addAll(fused());
    out.addAll(multiHead());
    out.addAll(groupQuery());
    return out;
  }

  private static HostTensor ints(long[] dims, long... values) {
    return HostTensor.ints(DataType.INT32_VALUE, dims, values);
  }

  private static HostTensor positions() {
    return HostTensor.vector(0, 1, 2, 3, 2, 3, 4, 5).reshape(2, 4);
  }

  private static List<OneNode> rotations() {
    List<OneNode> out = new ArrayList<>();
    for (long interleaved = 0; interleaved < 2; interleaved++) {
      out.add(
          OneNode.microsoft("RotaryEmbedding")
              .normal(2, 4, 12)
              .longs(positions())
              .normal(8, 3)
              .normal(8, 3)
              .with("interleaved", interleaved));
      out.add(
          OneNode.microsoft("RotaryEmbedding")
              .normal(2, 2, 4, 6)
              .longs(2)
              .normal(8, 3)
              .normal(8, 3)
              .with("interleaved", interleaved));
      out.add(
          OneNode.microsoft("RotaryEmbedding")
              .normal(2, 4, 12)
              .longs(positions())
              .normal(8, 2)
              .normal(8, 2)
              .with("num_heads", 2)
              .with("rotary_embedding_dim", 4)
              .with("interleaved", interleaved));
      out.add(
          OneNode.of("RotaryEmbedding", 23)
              .normal(2, 2, 4, 6)
              .normal(8, 3)
              .normal(8, 3)
              .longs(positions())
              .with("interleaved", interleaved));
      out.add(
          OneNode.of("RotaryEmbedding", 23)
              .normal(2, 4, 12)
              .normal(2, 4, 3)
              .normal(2, 4, 3)
              .with("num_heads", 2)
              .with("interleaved", interleaved));
      out.add(
          OneNode.of("RotaryEmbedding", 23)
              .normal(2, 4, 12)
              .normal(8, 2)
              .normal(8, 2)
              .longs(positions())
              .with("num_heads", 2)
              .with("rotary_embedding_dim", 4)
              .with("interleaved", interleaved));
    }
    return out;
  }

  private static OneNode attention(long opset) {
    return OneNode.of("Attention", opset);
  }

  /** Hides all keys from the second query: without a third key, from a causal one too. */
  private static HostTensor hidden() {
    double[] values = {0, 0, 0, HIDDEN, HIDDEN, 0.5, 0.1, 0.2, HIDDEN};
    return HostTensor.reals(1, new long[] {3, 3}, values);
  }

  private static List<OneNode> standard() {
    List<OneNode> out = new ArrayList<>();
    for (long opset = 23; opset <= 24; opset++) {
      out.add(attention(opset).normal(2, 2, 3, 4).normal(2, 2, 5, 4).normal(2, 2, 5, 6));
      out.add(
          attention(opset)
              .normal(2, 3, 8)
              .normal(2, 3, 4)
              .normal(2, 3, 4)
              .with("q_num_heads", 4)
              .with("kv_num_heads", 2)
              .with("is_causal", 1));
      out.add(
          attention(opset)
              .normal(2, 4, 3, 4)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .normal(3, 3)
              .with("scale", 0.3)
              .with("softcap", 0.0));
      out.add(
          attention(opset)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .normal(2, 1, 3, 3)
              .with("is_causal", 1));
      out.add(
          attention(opset)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .feed(
                  HostTensor.bools(
                      new long[] {1, 1, 3, 3}, new long[] {1, 0, 0, 1, 1, 0, 0, 1, 1})));
      // the second query sees nothing, as padding behind a sliding window
      out.add(
          attention(opset)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .feed(
                  HostTensor.bools(
                      new long[] {1, 1, 3, 3}, new long[] {1, 0, 0, 0, 0, 0, 0, 1, 1})));
      out.add(
          attention(opset)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .frozen(hidden())
              .with("is_causal", 1));
      out.add(
          attention(opset)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .with("softcap", 0.7));
      out.add(
          attention(opset)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 3, 4)
              .none()
              .normal(2, 2, 2, 4)
              .normal(2, 2, 2, 4)
              .with("is_causal", 1)
              .outputs("y", "k", "v"));
      out.add(
          attention(opset)
              .normal(2, 2, 3, 4)
              .normal(2, 2, 5, 4)
              .normal(2, 2, 5, 4)
              .with("is_causal", 1));
    }
    return out;
  }

  private static OneNode projected() {
    return OneNode.microsoft("Attention")
        .with("num_heads", 2)
        .normal(2, 4, 5)
        .normal(5, 18)
        .normal(18);
  }

  private static List<OneNode> fused() {
    HostTensor padded = ints(new long[] {2, 4}, 1, 1, 1, 1, 1, 1, 1, 0);
    HostTensor left = ints(new long[] {2, 4}, 1, 1, 1, 1, 0, 1, 1, 1);
    HostTensor square =
        ints(
            new long[] {2, 4, 4},
            1,
            0,
            0,
            0,
            1,
            1,
            0,
            0,
            1,
            1,
            1,
            0,
            1,
            1,
            1,
            1,
            1,
            0,
            0,
            0,
            0,
            1,
            0,
            0,
            1,
            1,
            1,
            0,
            1,
            0,
            1,
            1);
    List<OneNode> out = new ArrayList<>();
    out.add(projected());
    out.add(projected().outputs("y", "present"));
    out.add(projected().with("unidirectional", 1).outputs("y", "present"));
    for (long causal = 0; causal < 2; causal++) {
      out.add(projected().feed(padded).with("unidirectional", causal));
      out.add(projected().feed(left).with("unidirectional", causal));
      out.add(projected().feed(ints(new long[] {2}, 4, 2)).with("unidirectional", causal));
      out.add(projected().feed(square).with("unidirectional", causal));
    }
    out.add(projected().feed(ints(new long[] {4}, 4, 3, 0, 1)));
    out.add(projected().feed(padded).with("mask_filter_value", -3.0));
    out.add(projected().none().none().normal(2, 2, 4, 4).with("scale", 0.4));
    out.add(
        projected().none().normal(2, 2, 2, 0, 3).with("unidirectional", 1).outputs("y", "present"));
    out.add(projected().none().none().normal(1, 2, 4, 4).with("unidirectional", 1));
    out.add(
        OneNode.microsoft("Attention")
            .with("num_heads", 2)
            .with("qkv_hidden_sizes", new long[] {4, 4, 6})
            .normal(2, 4, 5)
            .normal(5, 14)
            .normal(14));
    return out;
  }

  private static OneNode heads() {
    return OneNode.microsoft("MultiHeadAttention").with("num_heads", 2);
  }

  private static List<OneNode> multiHead() {
    HostTensor padded = ints(new long[] {2, 4}, 1, 1, 1, 1, 1, 1, 1, 0);
    List<OneNode> out = new ArrayList<>();
    out.add(heads().normal(2, 3, 6).normal(2, 4, 6).normal(2, 4, 8));
    out.add(heads().normal(2, 4, 6).normal(2, 4, 6).normal(2, 4, 6).with("unidirectional", 1));
    out.add(heads().normal(2, 4, 6).normal(2, 4, 6).normal(2, 4, 6).normal(18));
    out.add(
        heads()
            .normal(2, 4, 6)
            .normal(2, 4, 6)
            .normal(2, 4, 6)
            .none()
            .feed(padded)
            .with("scale", 0.3));
    out.add(
        heads()
            .normal(2, 4, 6)
            .normal(2, 4, 6)
            .normal(2, 4, 6)
            .normal(18)
            .feed(ints(new long[] {2}, 4, 3)));
    out.add(
        heads().normal(2, 4, 6).normal(2, 4, 6).normal(2, 4, 6).none().none().normal(1, 2, 4, 4));
    out.add(
        heads()
            .normal(2, 4, 6)
            .normal(2, 4, 6)
            .normal(2, 4, 6)
            .none()
            .none()
            .normal(2, 1, 4, 4)
            .with("unidirectional", 1));
    out.add(heads().normal(2, 4, 6).normal(2, 2, 5, 3).normal(2, 2, 5, 3));
    out.add(
        heads()
            .normal(2, 4, 6)
            .normal(2, 4, 6)
            .normal(2, 4, 6)
            .none()
            .none()
            .none()
            .normal(2, 2, 0, 3)
            .normal(2, 2, 0, 3)
            .with("unidirectional", 1)
            .outputs("y", "k", "v"));
    out.add(
        heads()
            .normal(2, 2, 6)
            .normal(2, 2, 6)
            .normal(2, 2, 6)
            .none()
            .none()
            .none()
            .normal(2, 2, 3, 3)
            .normal(2, 2, 3, 3)
            .with("unidirectional", 1)
            .outputs("y", "k", "v"));
    return out;
  }

  /** Four query heads of width 16 share two key heads. */
  private static OneNode grouped() {
    return OneNode.microsoft("GroupQueryAttention").with("num_heads", 4).with("kv_num_heads", 2);
  }

  private static OneNode lengths(OneNode node) {
    return node.normal(2, 2, 0, 16)
        .normal(2, 2, 0, 16)
        .feed(ints(new long[] {2}, 3, 3))
        .feed(ints(new long[] {}, 4))
        .outputs("y", "k", "v");
  }

  private static OneNode separate() {
    return lengths(grouped().normal(2, 4, 64).normal(2, 4, 32).normal(2, 4, 32));
  }

  private static List<OneNode> groupQuery() {
    List<OneNode> out = new ArrayList<>();
    out.add(separate());
    out.add(lengths(grouped().normal(2, 4, 128).none().none()));
    out.add(separate().with("scale", 0.2));
    out.add(separate().with("softcap", 0.7));
    out.add(separate().with("local_window_size", 2));
    for (long interleaved = 0; interleaved < 2; interleaved++) {
      out.add(
          separate()
              .normal(9, 8)
              .normal(9, 8)
              .with("do_rotary", 1)
              .with("rotary_interleaved", interleaved));
    }
    out.add(
        lengths(grouped().normal(2, 4, 128).none().none())
            .normal(9, 8)
            .normal(9, 8)
            .longs(HostTensor.vector(2, 3, 4, 5, 2, 3, 4, 5).reshape(2, 4))
            .with("do_rotary", 1));
    out.add(separate().none().none().none().normal(2, 4, 4, 4));
    out.add(separate().none().none().none().none().normal(4));
    return out;
  }
}
