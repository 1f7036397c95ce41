package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime's operators for attention, on a batch that has no past. */
final class FusedAttention {
  private static final double FILTER = -10000;

  private FusedAttention() {}

  static void register(Map<String, DeviceOp> ops) {
    ops.put("com.microsoft.Attention", FusedAttention::attention);
    ops.put("com.microsoft.MultiHeadAttention", FusedAttention::multiHead);
    ops.put("com.microsoft.GroupQueryAttention", FusedAttention::groupQuery);
  }

  private static void refuse(Call call, String... switches) {
    for (String name : switches) {
      if (call.attributes().integer(name, 0) != 0) {
        throw new UnsupportedOperationException("attribute " + name);
      }
    }
  }

  private static AttentionMath.Scores scores(Call call, PtNDArray q) {
    double scale = call.attributes().real("scale", 0);
    return new AttentionMath.Scores(
        scale == 0 ? 1 / Math.sqrt((double) q.getShape().get(3)) : scale,
        call.attributes().real("softcap", 0));
  }

  private static void mask(
      Call call, int slot, AttentionMath.Scores how, PtNDArray q, PtNDArray k) {
    long queries = q.getShape().get(2);
    long keys = k.getShape().get(2);
    if (call.attributes().integer("unidirectional", 0) == 1) {
      how.add(Masks.causal(call.torch(), queries, keys, keys - queries, 0));
    }
    if (call.has(slot)) {
      how.add(
          Masks.padding(
              call.torch(),
              call.host(slot),
              q.getShape().get(0),
              queries,
              keys,
              keys - queries,
              call.attributes().real("mask_filter_value", FILTER)));
    }
  }

  /**
   * Inputs: the projected queries, keys and values side by side, nothing, their bias, mask, past,
   * what is added to the scores.
   */
  private static List<@Nullable PtNDArray> attention(Call call) {
    refuse(call, "do_rotary", "past_present_share_buffer");
    if (call.has(4) && HostTensor.count(call.dims(4)) > 0) {
      throw new UnsupportedOperationException("a past that is not empty");
    }
    Torch torch = call.torch();
    PtNDArray all = call.in(0);
    if (call.has(2)) {
      all = torch.own(JniUtils.add(all, call.in(2)));
    }
    long width = all.getShape().get(2);
    long[] sizes = call.attributes().integers("qkv_hidden_sizes");
    long queryWidth = sizes == null ? width / 3 : sizes[0];
    long keyWidth = sizes == null ? width / 3 : sizes[1];
    long heads = call.attributes().integer("num_heads", 1);
    PtNDArray q = part(torch, all, 0, queryWidth, heads);
    PtNDArray k = part(torch, all, queryWidth, queryWidth + keyWidth, heads);
    PtNDArray v = part(torch, all, queryWidth + keyWidth, width, heads);
    AttentionMath.Scores how = scores(call, q);
    mask(call, 3, how, q, k);
    how.add(call.has(5) ? call.value(5) : null);
    PtNDArray out = AttentionMath.join(torch, AttentionMath.mix(torch, q, k, v, how));
    PtNDArray present = call.gives(1) ? torch.own(JniUtils.stack(new PtNDArray[] {k, v}, 0)) : null;
    return Arrays.asList(out, present);
  }

  private static PtNDArray part(Torch torch, PtNDArray all, long from, long to, long heads) {
    return AttentionMath.split(torch, AttentionMath.columns(torch, all, from, to), heads);
  }

  /**
   * Inputs: queries, keys, values, bias of all three, mask of keys, what is added to the scores,
   * past keys, past values. Queries may hold all three, keys may hold values.
   */
  private static List<@Nullable PtNDArray> multiHead(Call call) {
    Torch torch = call.torch();
    long heads = call.attributes().integer("num_heads", 1);
    PtNDArray q = call.in(0);
    PtNDArray k;
    PtNDArray v;
    if (call.dims(0).length == 5) {
      // [batch, tokens, heads, 3, d]
      k = packed(torch, q, 1);
      v = packed(torch, q, 2);
      q = packed(torch, q, 0);
    } else if (call.dims(1).length == 5) {
      q = AttentionMath.split(torch, biased(call, q, 0), heads);
      k = packed(torch, call.in(1), 0);
      v = packed(torch, call.in(1), 1);
    } else if (call.dims(1).length == 4) {
      // of another sequence, split already
      q = AttentionMath.split(torch, biased(call, q, 0), heads);
      k = call.in(1);
      v = call.in(2);
    } else {
      long width = call.dims(0)[2];
      q = AttentionMath.split(torch, biased(call, q, 0), heads);
      k = AttentionMath.split(torch, biased(call, call.in(1), width), heads);
      v = AttentionMath.split(torch, biased(call, call.in(2), 2 * width), heads);
    }
    k = AttentionMath.append(call, 6, k);
    v = AttentionMath.append(call, 7, v);
    AttentionMath.Scores how = scores(call, q);
    mask(call, 4, how, q, k);
    how.add(call.has(5) ? call.value(5) : null);
    PtNDArray out = AttentionMath.join(torch, AttentionMath.mix(torch, q, k, v, how));
    return Arrays.asList(out, k, v);
  }

  private static PtNDArray packed(Torch torch, PtNDArray x, long which) {
    long[] dims = x.getShape().getShape();
    PtNDArray one = torch.own(JniUtils.slice(x, 3, which, which + 1, 1));
    PtNDArray flat =
        torch.own(JniUtils.reshape(one, new long[] {dims[0], dims[1], dims[2], dims[4]}));
    return AttentionMath.heads(torch, flat);
  }

  /** {@code x} with its part of the bias in input 3, which starts at {@code from}. */
  private static PtNDArray biased(Call call, PtNDArray x, long from) {
    if (!call.has(3)) {
      return x;
    }
    long to = from + x.getShape().get(2);
    PtNDArray bias = AttentionMath.columns(call.torch(), call.in(3), from, to);
    return call.torch().own(JniUtils.add(x, bias));
  }

  /**
   * Inputs: queries, keys, values, past keys, past values, last positions, length, cosines, sines,
   * positions, what is added to the scores, sinks. Queries may hold all three. Padding is on the
   * right: no token sees it, for none looks ahead.
   */
  private static List<@Nullable PtNDArray> groupQuery(Call call) {
    refuse(call, "smooth_softmax", "qk_output");
    if (AttentionMath.past(call, 3) > 0) {
      throw new UnsupportedOperationException("a past that is not empty");
    }
    Torch torch = call.torch();
    long heads = call.attributes().integer("num_heads", 1);
    long keyHeads = call.attributes().integer("kv_num_heads", heads);
    PtNDArray q = call.in(0);
    PtNDArray k;
    PtNDArray v;
    if (call.has(1)) {
      q = AttentionMath.split(torch, q, heads);
      k = AttentionMath.split(torch, call.in(1), keyHeads);
      v = AttentionMath.split(torch, call.in(2), keyHeads);
    } else {
      long size = q.getShape().get(2) / (heads + 2 * keyHeads);
      k = part(torch, q, heads * size, (heads + keyHeads) * size, keyHeads);
      v = part(torch, q, (heads + keyHeads) * size, (heads + 2 * keyHeads) * size, keyHeads);
      q = part(torch, q, 0, heads * size, heads);
    }
    long tokens = q.getShape().get(2);
    if (call.attributes().integer("do_rotary", 0) == 1) {
      Value positions = call.has(9) ? call.value(9) : Rotary.fromZero(torch, tokens);
      boolean interleaved = call.attributes().integer("rotary_interleaved", 0) == 1;
      PtNDArray cos = Rotary.table(torch, call.value(7), positions);
      PtNDArray sin = Rotary.table(torch, call.value(8), positions);
      q = Rotary.turn(torch, q, cos, sin, interleaved);
      k = Rotary.turn(torch, k, cos, sin, interleaved);
    }
    AttentionMath.Scores how = scores(call, q);
    if (call.has(11)) {
      how = how.withSink(call.in(11));
    }
    long window = call.attributes().integer("local_window_size", -1);
    how.add(Masks.causal(torch, tokens, tokens, 0, window));
    how.add(call.has(10) ? call.value(10) : null);
    PtNDArray out = AttentionMath.join(torch, AttentionMath.mix(torch, q, k, v, how));
    return Arrays.asList(out, k, v);
  }
}
