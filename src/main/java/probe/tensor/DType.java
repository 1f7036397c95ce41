package probe.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Element types that weights are stored in, and how to read one as a number. */
public enum DType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U8(1),
  BOOL(1);

  // files are little-endian and give no promise of alignment
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /** The name that numpy gives the type, such as float32. */
  public String longName() {
    return switch (this) {
      case F64 -> "float64";
      case F32 -> "float32";
      case F16 -> "float16";
      case BF16 -> "bfloat16";
      case I64 -> "int64";
      case I32 -> "int32";
      case I16 -> "int16";
      case I8 -> "int8";
      case U8 -> "uint8";
      case BOOL -> "bool";
    };
  }

  public boolean isFloat() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }

  /** Reads element {@code index} of {@code data} as a float; integers are converted. */
  public float readFloat(MemorySegment data, long index) {
    return switch (this) {
      case F32 -> data.get(FLOAT, index * 4);
      case F16 -> Float.float16ToFloat(data.get(SHORT, index * 2));
      // bfloat16 is the upper half of a float32
      case BF16 -> Float.intBitsToFloat(data.get(SHORT, index * 2) << 16);
      case F64 -> (float) data.get(DOUBLE, index * 8);
      default -> readLong(data, index);
    };
  }

  /** Reads element {@code index} of {@code data} as a double; nothing is rounded. */
  public double readDouble(MemorySegment data, long index) {
    return switch (this) {
      case F64 -> data.get(DOUBLE, index * 8);
      case F32, F16, BF16 -> readFloat(data, index);
      default -> readLong(data, index);
    };
  }

  /** Reads element {@code index} of {@code data} as a whole number; fractions are cut off. */
  public long readLong(MemorySegment data, long index) {
    return switch (this) {
      case I64 -> data.get(LONG, index * 8);
      case I32 -> data.get(INT, index * 4);
      case I16 -> data.get(SHORT, index * 2);
      case I8, BOOL -> data.get(ValueLayout.JAVA_BYTE, index);
      case U8 -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, index));
      default -> (long) readDouble(data, index);
    };
  }

  /**
   * Writes {@code value} as element {@code index} of {@code data}, rounded to the nearest number of
   * this type, ties to even.
   *
   * @throws IllegalArgumentException for a type of integers
   */
  public void writeFloat(MemorySegment data, long index, float value) {
    switch (this) {
      case F32 -> data.set(FLOAT, index * 4, value);
      case F16 -> data.set(SHORT, index * 2, Float.floatToFloat16(value));
      case BF16 -> data.set(SHORT, index * 2, bfloat16(value));
      case F64 -> data.set(DOUBLE, index * 8, value);
      default -> throw new IllegalArgumentException(this + " holds integers, got " + value);
    }
  }

  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >> 16) | 0x40);
    }
    // half of the last place, and one more bit where the upper half is odd
    return (short) ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
  }

  /** Where finite floats begin to round to infinity in this type; infinity where none do. */
  public float roundsToInfinityFrom() {
    return switch (this) {
      case F16 -> 65520f;
      case BF16 -> Float.intBitsToFloat(0x7f7f8000);
      default -> Float.POSITIVE_INFINITY;
    };
  }
}
