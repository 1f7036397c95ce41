package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ONNX's own Attention, of opset 23 and 24. */
final class StandardAttention {
  private StandardAttention() {}

  static void register(Map<String, DeviceOp> ops) {
    ops.put("Attention", StandardAttention::apply);
  }

  /** Inputs: queries, keys, values, mask, past keys, past values, lengths. */
  private static List<@Nullable PtNDArray> apply(Call call) {
    if (call.has(6)) {
      throw new UnsupportedOperationException("lengths of padded keys (nonpad_kv_seqlen)");
    }
    Torch torch = call.torch();
    boolean split = call.dims(0).length == 4;
    long heads = call.attributes().integer("q_num_heads", 0);
    long keyHeads = call.attributes().integer("kv_num_heads", heads);
    PtNDArray q = split ? call.in(0) : AttentionMath.split(torch, call.in(0), heads);
    PtNDArray k = split ? call.in(1) : AttentionMath.split(torch, call.in(1), keyHeads);
    PtNDArray v = split ? call.in(2) : AttentionMath.split(torch, call.in(2), keyHeads);
    long past = AttentionMath.past(call, 4);
    k = AttentionMath.append(call, 4, k);
    v = AttentionMath.append(call, 5, v);
    double scale = call.attributes().real("scale", 1 / Math.sqrt((double) q.getShape().get(3)));
    AttentionMath.Scores how =
        new AttentionMath.Scores(scale, call.attributes().real("softcap", 0));
    long queries = q.getShape().get(2);
    if (call.attributes().integer("is_causal", 0) == 1) {
      how.add(Masks.causal(torch, queries, k.getShape().get(2), past, 0));
    }
    if (call.has(3)) {
      how = how.withBlindQueries();
      how.add(mask(call));
    }
    PtNDArray out = AttentionMath.mix(torch, q, k, v, how);
    return Arrays.asList(split ? out : AttentionMath.join(torch, out), k, v);
  }

  private static Value mask(Call call) {
    Value mask = call.value(3);
    boolean truth =
        mask instanceof HostTensor host ? host.isBool() : !call.in(3).getDataType().isFloating();
    return truth ? Masks.of(call.torch(), call.host(3)) : mask;
  }
}
