package probe.tune.replay;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Integers of up to 8 bits with PyTorch, a byte each: mapped from the file where they can be. */
final class QuantisedTensors {
  private QuantisedTensors() {}

  static boolean holds(int type) {
    return switch (type) {
      case TensorProto.DataType.INT8_VALUE,
          TensorProto.DataType.UINT8_VALUE,
          TensorProto.DataType.INT4_VALUE,
          TensorProto.DataType.UINT4_VALUE ->
          true;
      default -> false;
    };
  }

  /**
   * An array of {@code dims}.
   *
   * @param stored as in the file: two numbers to a byte where they have 4 bits
   */
  static PtNDArray array(Torch.Constants torch, int type, long[] dims, MemorySegment stored) {
    boolean signed =
        type == TensorProto.DataType.INT8_VALUE || type == TensorProto.DataType.INT4_VALUE;
    boolean halves =
        type == TensorProto.DataType.INT4_VALUE || type == TensorProto.DataType.UINT4_VALUE;
    long count = HostTensor.count(dims);
    MemorySegment bytes;
    if (halves) {
      bytes = unpack(stored, count, signed);
    } else if (stored.isNative()) {
      bytes = stored;
    } else {
      bytes = Arena.ofAuto().allocate(Math.max(1, count));
      MemorySegment.copy(stored, 0, bytes, 0, count);
    }
    return Torch.wrap(
        torch.manager(),
        bytes.asByteBuffer().order(ByteOrder.nativeOrder()),
        new Shape(dims),
        signed ? DataType.INT8 : DataType.UINT8);
  }

  /** {@code count} numbers of 4 bits, the lower half of a byte first, a byte each. */
  static MemorySegment unpack(MemorySegment stored, long count, boolean signed) {
    MemorySegment out = Arena.ofAuto().allocate(Math.max(1, count));
    for (long i = 0; i < count; i++) {
      int both = stored.get(ValueLayout.JAVA_BYTE, i >> 1);
      int half = (i & 1) == 0 ? both & 0xf : (both >> 4) & 0xf;
      // the sign is the highest of the four bits
      out.set(ValueLayout.JAVA_BYTE, i, (byte) (signed ? (half ^ 8) - 8 : half));
    }
    return out;
  }
}
