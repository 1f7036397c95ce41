package probe.tune.replay;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of attention that every operator for it shares. */
final class AttentionMath {
  private static final long[] HEADS_FIRST = {0, 2, 1, 3};

  private AttentionMath() {}

  /** [batch, tokens, heads * d] -> [batch, heads, tokens, d]. */
  static PtNDArray split(Torch torch, PtNDArray x, long heads) {
    long[] dims = x.getShape().getShape();
    return heads(
        torch,
        torch.own(JniUtils.reshape(x, new long[] {dims[0], dims[1], heads, dims[2] / heads})));
  }

  /** [batch, tokens, heads, d] -> [batch, heads, tokens, d]. */
  static PtNDArray heads(Torch torch, PtNDArray x) {
    return torch.own(JniUtils.permute(x, HEADS_FIRST));
  }

  /** [batch, heads, tokens, d] -> [batch, tokens, heads * d]. */
  static PtNDArray join(Torch torch, PtNDArray x) {
    long[] dims = x.getShape().getShape();
    PtNDArray rows = torch.own(JniUtils.permute(x, HEADS_FIRST));
    return torch.own(JniUtils.reshape(rows, new long[] {dims[0], dims[2], dims[1] * dims[3]}));
  }

  /** Columns {@code from} to {@code to - 1} of the last axis. */
  static PtNDArray columns(Torch torch, PtNDArray x, long from, long to) {
    int last = x.getShape().dimension() - 1;
    return from == 0 && to == x.getShape().get(last)
        ? x
        : torch.own(JniUtils.slice(x, last, from, to, 1));
  }

  /** {@code present} behind the keys or values of input {@code slot}, where it has any. */
  static PtNDArray append(Call call, int slot, PtNDArray present) {
    return past(call, slot) == 0
        ? present
        : call.torch().own(JniUtils.cat(new PtNDArray[] {call.in(slot), present}, 2));
  }

  /** Tokens in the past keys of input {@code slot}. */
  static long past(Call call, int slot) {
    return call.has(slot) && HostTensor.count(call.dims(slot)) > 0 ? call.dims(slot)[2] : 0;
  }

  /** Each key or value head as often as query heads share it. */
  private static PtNDArray share(Torch torch, PtNDArray x, long heads) {
    long[] dims = x.getShape().getShape();
    if (dims[1] == heads) {
      return x;
    }
    long each = heads / dims[1];
    PtNDArray spread =
        torch.own(
            JniUtils.broadcast(
                torch.own(JniUtils.unsqueeze(x, 2)),
                new Shape(dims[0], dims[1], each, dims[2], dims[3])));
    return torch.own(JniUtils.reshape(spread, new long[] {dims[0], heads, dims[2], dims[3]}));
  }

  /**
   * How scores become shares.
   *
   * @param scale of the products
   * @param softcap scores stay below it in size; 0 for none
   * @param masks added to the scores [batch, heads, queries, keys], or smaller shapes
   * @param sink a score [heads] of attending to nothing, or null
   * @param blind whether the masks may hide every key from a query, whose result is then 0
   */
  record Scores(
      double scale, double softcap, List<Value> masks, @Nullable PtNDArray sink, boolean blind) {
    Scores(double scale, double softcap) {
      this(scale, softcap, new ArrayList<>(), null, false);
    }

    Scores withSink(PtNDArray score) {
      return new Scores(scale, softcap, masks, score, blind);
    }

    Scores withBlindQueries() {
      return new Scores(scale, softcap, masks, sink, true);
    }

    void add(@Nullable Value mask) {
      if (mask != null) {
        masks.add(mask);
      }
    }
  }

  /** softmax(q k' scale + masks) v; all are [batch, heads, tokens, d]. */
  static PtNDArray mix(Torch torch, PtNDArray q, PtNDArray k, PtNDArray v, Scores how) {
    long heads = q.getShape().get(1);
    PtNDArray keys = torch.own(JniUtils.transpose(share(torch, k, heads), 2, 3));
    PtNDArray scaled = torch.own(JniUtils.mul(q, torch.number(how.scale())));
    PtNDArray scores = torch.own(JniUtils.matmul(scaled, keys));
    if (how.softcap() > 0) {
      PtNDArray cap = torch.number(how.softcap());
      PtNDArray bent = torch.own(JniUtils.tanh(torch.own(JniUtils.div(scores, cap))));
      scores = torch.own(JniUtils.mul(bent, cap));
    }
    for (Value mask : how.masks()) {
      scores = torch.own(JniUtils.add(scores, torch.array(mask)));
    }
    PtNDArray shares =
        how.blind()
            ? torch.own(BlindRows.softmax(torch, scores, 3, torch.number(0)))
            : softmax(torch, scores, how.sink());
    return torch.own(JniUtils.matmul(shares, share(torch, v, heads)));
  }

  private static PtNDArray softmax(Torch torch, PtNDArray scores, @Nullable PtNDArray sink) {
    if (sink == null) {
      return torch.own(JniUtils.softmax(scores, 3, scores.getDataType()));
    }
    long[] dims = scores.getShape().getShape();
    PtNDArray column = torch.own(JniUtils.reshape(sink, new long[] {1, sink.size(), 1, 1}));
    PtNDArray spread =
        torch.own(JniUtils.broadcast(column, new Shape(dims[0], dims[1], dims[2], 1)));
    PtNDArray all = torch.own(JniUtils.cat(new PtNDArray[] {scores, spread}, 3));
    return columns(torch, torch.own(JniUtils.softmax(all, 3, all.getDataType())), 0, dims[3]);
  }
}
