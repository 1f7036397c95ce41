package probe.tune.replay;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Quantised numbers as real ones. Those of weights are made once, before the first run. */
final class Dequantizers {
  private Dequantizers() {}

  static void register(Map<String, DeviceOp> ops) {
    ops.put("DequantizeLinear", DeviceOp.single(Dequantizers::linear));
    ops.put("com.microsoft.DequantizeLinear", DeviceOp.single(Dequantizers::linear));
    ops.put(Rewrites.DOMAIN + ".DequantizeNBits", DeviceOp.single(Dequantizers::packedMatrix));
    ops.put(Rewrites.DOMAIN + ".DequantizeBlocks", DeviceOp.single(Dequantizers::blocks));
    ops.put(
        "com.microsoft.MatMulNBits",
        DeviceOp.single(c -> JniUtils.linear(c.in(0), c.in(1), c.maybe(5))));
    ops.put(
        "com.microsoft.GatherBlockQuantized",
        DeviceOp.single(c -> DeviceMoves.gather(c, c.attributes().integer("gather_axis", 0))));
  }

  private static PtNDArray real(Torch torch, PtNDArray x) {
    return x.getDataType() == torch.real() ? x : torch.own(x.toType(torch.real(), false));
  }

  private static PtNDArray linear(Call call) {
    Torch torch = call.torch();
    PtNDArray zero = call.has(2) ? real(torch, call.in(2)) : torch.number(0);
    long block = call.attributes().integer("block_size", 0);
    return scaled(
        torch, call.in(0), call.in(1), zero, (int) call.attributes().integer("axis", 1), block);
  }

  /** (x - zero) * scale, scale and zero point for each row or block along {@code axis}. */
  private static PtNDArray scaled(
      Torch torch, PtNDArray x, PtNDArray scale, PtNDArray zero, int axis, long block) {
    long[] dims = x.getShape().getShape();
    PtNDArray difference =
        torch.own(JniUtils.sub(real(torch, x), spread(torch, zero, dims, axis, block)));
    return torch.own(
        JniUtils.mul(difference, spread(torch, real(torch, scale), dims, axis, block)));
  }

  private static PtNDArray spread(
      Torch torch, PtNDArray values, long[] dims, int axis, long block) {
    if (values.size() == 1) {
      return values.getShape().dimension() == 0
          ? values
          : torch.own(JniUtils.reshape(values, new long[0]));
    }
    int at = Shapes.axis(axis, dims.length);
    if (values.getShape().dimension() == 1 && block == 0) {
      long[] shape = new long[dims.length];
      Arrays.fill(shape, 1);
      shape[at] = values.size();
      return torch.own(JniUtils.reshape(values, shape));
    }
    PtNDArray all = torch.own(JniUtils.repeat(values, block, at));
    return torch.own(JniUtils.slice(all, at, 0, dims[at], 1));
  }

  /** Inputs: data, scales, zero points, with two numbers to a byte where bytes hold 4 bits. */
  private static PtNDArray blocks(Call call) {
    Torch torch = call.torch();
    long bits = call.attributes().integer("bits", 4);
    int axis = (int) call.attributes().integer("quantize_axis", 1);
    long block = call.attributes().integer("block_size", 128);
    boolean bytes = call.in(0).getDataType() == DataType.UINT8;
    long[] scales = call.dims(1);
    long[] data = call.dims(0);
    // as many blocks as scales: more numbers than bytes means that they are packed
    boolean packed =
        bytes
            && bits == 4
            && Math.ceilDiv(data[Shapes.axis(axis, data.length)], block)
                < scales[Shapes.axis(axis, scales.length)];
    packed |= bytes && bits == 4 && data[data.length - 1] * 2 == scales[scales.length - 1] * block;
    PtNDArray x = packed ? unpack(call.in(0), data[data.length - 1] * 2) : call.in(0);
    PtNDArray zero = torch.number(packed ? 8 : bytes && bits == 8 ? 128 : 0);
    if (call.has(2)) {
      PtNDArray given = call.in(2);
      zero = real(torch, packed ? unpack(given, scales[scales.length - 1]) : given);
    }
    return scaled(torch, x, call.in(1), zero, axis, block);
  }

  /** Rows of {@code width} numbers of 4 bits, a byte each. */
  private static PtNDArray unpack(PtNDArray packed, long width) {
    long[] dims = packed.getShape().getShape();
    long[] shape = dims.clone();
    shape[dims.length - 1] = width;
    long stored = dims[dims.length - 1];
    MemorySegment from = MemorySegment.ofBuffer(packed.toByteBuffer(true));
    MemorySegment to = Arena.ofAuto().allocate(Math.max(1, HostTensor.count(shape)));
    for (long row = 0; row < packed.size() / Math.max(1, stored); row++) {
      for (long i = 0; i < width; i++) {
        int both = from.get(ValueLayout.JAVA_BYTE, row * stored + i / 2) & 0xff;
        to.set(ValueLayout.JAVA_BYTE, row * width + i, (byte) (both >> (4 * (i & 1)) & 0xf));
      }
    }
    return wrap(packed, to, shape, DataType.UINT8);
  }

  private static PtNDArray wrap(PtNDArray owner, MemorySegment memory, long[] dims, DataType type) {
    ByteBuffer bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    return Torch.wrap(owner.getManager(), bytes, new Shape(dims), type);
  }

  /** Inputs: rows of packed numbers, scales, zero points, order of groups. Gives [N, K]. */
  private static PtNDArray packedMatrix(Call call) {
    if (call.has(3)) {
      throw new UnsupportedOperationException("groups in another order (input g_idx)");
    }
    int bits = (int) call.attributes().integer("bits", 4);
    if (bits != 2 && bits != 4 && bits != 8) {
      throw new UnsupportedOperationException("%d bits".formatted(bits));
    }
    int columns = (int) call.attributes().integer("K", 0);
    int rows = (int) call.attributes().integer("N", 0);
    int block = (int) call.attributes().integer("block_size", 32);
    int blocks = Math.ceilDiv(columns, block);
    MemorySegment data = MemorySegment.ofBuffer(call.in(0).toByteBuffer(true));
    double[] scales = call.host(1).reals();
    double[] zeros = zeros(call, rows, blocks, bits);
    boolean wide = call.torch().real() == DataType.FLOAT64;
    MemorySegment out = Arena.ofAuto().allocate((long) rows * columns * (wide ? 8 : 4), 64);
    long stored = data.byteSize() / rows;
    IntStream.range(0, rows)
        .parallel()
        .forEach(
            row -> {
              for (int i = 0; i < columns; i++) {
                int at = row * blocks + i / block;
                double x = (number(data, row * stored, i, bits) - zeros[at]) * scales[at];
                long to = (long) row * columns + i;
                if (wide) {
                  out.setAtIndex(ValueLayout.JAVA_DOUBLE, to, x);
                } else {
                  out.setAtIndex(ValueLayout.JAVA_FLOAT, to, (float) x);
                }
              }
            });
    return Torch.wrap(
        call.torch().manager(),
        out.asByteBuffer().order(ByteOrder.nativeOrder()),
        new Shape(rows, columns),
        call.torch().real());
  }

  /** Number {@code i} of those packed from byte {@code start} on, the lowest bits first. */
  private static int number(MemorySegment data, long start, int i, int bits) {
    int perByte = 8 / bits;
    int both = data.get(ValueLayout.JAVA_BYTE, start + i / perByte) & 0xff;
    return both >> (bits * (i % perByte)) & ((1 << bits) - 1);
  }

  /** The zero point of each block: the middle, real numbers as they are, or packed row by row. */
  private static double[] zeros(Call call, int rows, int blocks, int bits) {
    double[] out = new double[rows * blocks];
    if (!call.has(2)) {
      Arrays.fill(out, 1 << (bits - 1));
      return out;
    }
    if (call.value(2) instanceof HostTensor real) {
      return real.reals();
    }
    MemorySegment packed = MemorySegment.ofBuffer(call.in(2).toByteBuffer(true));
    long stored = packed.byteSize() / rows;
    for (int i = 0; i < out.length; i++) {
      out[i] = number(packed, i / blocks * stored, i % blocks, bits);
    }
    return out;
  }
}
