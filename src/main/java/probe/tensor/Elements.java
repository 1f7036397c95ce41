package probe.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers one after another, read as float32 however they are stored. */
public interface Elements {
  /** How many there are. */
  long count();

  /** The type that holds each of them without loss, for those that are stored in blocks F32. */
  DType dtype();

  /** How many are stored together, and cost as much to read as one of them. */
  default int block() {
    return 1;
  }

  /** Reads {@code count} numbers from {@code from} on into {@code out}, from {@code at} on. */
  void read(long from, int count, float[] out, int at);

  /** Numbers of a plain type in {@code data}. */
  record Plain(MemorySegment data, DType dtype) implements Elements {
    private static final ValueLayout.OfFloat FLOAT =
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public long count() {
      return data.byteSize() / dtype.bytes();
    }

    @Override
    public void read(long from, int count, float[] out, int at) {
      switch (dtype) {
        case F32 -> MemorySegment.copy(data, FLOAT, from * 4, out, at, count);
        case F16 -> {
          for (int i = 0; i < count; i++) {
            out[at + i] = Float.float16ToFloat(data.get(SHORT, (from + i) * 2));
          }
        }
        case BF16 -> {
          for (int i = 0; i < count; i++) {
            // the upper half of a float32
            out[at + i] = Float.intBitsToFloat(data.get(SHORT, (from + i) * 2) << 16);
          }
        }
        default -> {
          for (int i = 0; i < count; i++) {
            out[at + i] = dtype.readFloat(data, from + i);
          }
        }
      }
    }
  }
}
