package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rotary position embeddings (Su et al., arXiv 2104.09864, equation 34). */
final class Rotary {
  private Rotary() {}

  static void register(Map<String, DeviceOp> ops) {
    // inputs: x, positions, cosines, sines
    ops.put(
        "com.microsoft.RotaryEmbedding",
        DeviceOp.single(c -> apply(c, positions(c, c.value(1)), 2)));
    // inputs: x, cosines, sines, positions
    ops.put("RotaryEmbedding", DeviceOp.single(c -> apply(c, c.has(3) ? c.value(3) : null, 1)));
  }

  /** Positions [batch or 1, tokens], from themselves or from the first of them. */
  private static Value positions(Call call, Value stated) {
    if (stated.dims().length == 2) {
      return stated;
    }
    long[] dims = call.dims(0);
    long tokens = dims[dims.length - 2];
    HostTensor first = call.torch().host(stated);
    return call.torch()
        .once(
            new Span(first.whole(0), tokens),
            () -> HostTensor.fill(7, new long[] {1, tokens}, i -> 0, i -> first.whole(0) + i));
  }

  private record Span(long first, long tokens) {}

  /** Positions [1, tokens] from 0 on. */
  static Value fromZero(Torch torch, long tokens) {
    return torch.once(
        new Span(0, tokens), () -> HostTensor.fill(7, new long[] {1, tokens}, i -> 0, i -> i));
  }

  private static PtNDArray apply(Call call, @Nullable Value positions, int tables) {
    Torch torch = call.torch();
    long[] dims = call.dims(0);
    boolean split = dims.length == 4;
    PtNDArray cos = table(torch, call.value(tables), positions);
    PtNDArray sin = table(torch, call.value(tables + 1), positions);
    long heads = call.attributes().integer("num_heads", 0);
    if (!split && heads == 0) {
      heads = dims[2] / (2 * cos.getShape().get(3));
    }
    PtNDArray x = split ? call.in(0) : AttentionMath.split(torch, call.in(0), heads);
    boolean interleaved = call.attributes().integer("interleaved", 0) == 1;
    double scale = call.attributes().real("scale", 1);
    if (scale != 1) {
      cos = torch.own(JniUtils.mul(cos, torch.number(scale)));
      sin = torch.own(JniUtils.mul(sin, torch.number(scale)));
    }
    PtNDArray turned = turn(torch, x, cos, sin, interleaved);
    return split ? turned : AttentionMath.join(torch, turned);
  }

  /**
   * Cosines or sines [batch or 1, 1, tokens, d / 2].
   *
   * @param positions rows of the table, or null where it has one for each token already
   */
  static PtNDArray table(Torch torch, Value table, @Nullable Value positions) {
    PtNDArray rows =
        positions == null
            ? torch.array(table)
            : torch.own(DeviceMoves.select(torch, torch.array(table), positions, 0));
    return torch.own(JniUtils.unsqueeze(rows, 1));
  }

  /** {@code x} [batch, heads, tokens, d], its first 2 * (width of the tables) columns turned. */
  static PtNDArray turn(
      Torch torch, PtNDArray x, PtNDArray cos, PtNDArray sin, boolean interleaved) {
    long[] dims = x.getShape().getShape();
    long half = cos.getShape().get(3);
    PtNDArray part = AttentionMath.columns(torch, x, 0, 2 * half);
    PtNDArray first;
    PtNDArray second;
    if (interleaved) {
      first = torch.own(JniUtils.slice(part, 3, 0, 2 * half, 2));
      second = torch.own(JniUtils.slice(part, 3, 1, 2 * half, 2));
    } else {
      first = AttentionMath.columns(torch, part, 0, half);
      second = AttentionMath.columns(torch, part, half, 2 * half);
    }
    PtNDArray real =
        torch.own(
            JniUtils.sub(
                torch.own(JniUtils.mul(first, cos)), torch.own(JniUtils.mul(second, sin))));
    PtNDArray imaginary =
        torch.own(
            JniUtils.add(
                torch.own(JniUtils.mul(first, sin)), torch.own(JniUtils.mul(second, cos))));
    PtNDArray turned;
    if (interleaved) {
      PtNDArray pairs = torch.own(JniUtils.stack(new PtNDArray[] {real, imaginary}, 4));
      turned = torch.own(JniUtils.reshape(pairs, new long[] {dims[0], dims[1], dims[2], 2 * half}));
    } else {
      turned = torch.own(JniUtils.cat(new PtNDArray[] {real, imaginary}, 3));
    }
    return 2 * half == dims[3]
        ? turned
        : torch.own(
            JniUtils.cat(
                new PtNDArray[] {turned, AttentionMath.columns(torch, x, 2 * half, dims[3])}, 3));
  }
}
