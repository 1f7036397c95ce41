package probe.checkpoint.gguf;

import org.jspecify.annotations.Nullable;

/** Types of values in the metadata, in the order of their numbers in the file. */
enum ValueType {
  UINT8(1),
  INT8(1),
  UINT16(2),
  INT16(2),
  UINT32(4),
  INT32(4),
  FLOAT32(4),
  BOOL(1),
  STRING(8),
  ARRAY(12),
  UINT64(8),
  INT64(8),
  FLOAT64(8);

  private final int bytes;

  ValueType(int bytes) {
    this.bytes = bytes;
  }

  static @Nullable ValueType of(int number) {
    return number < 0 || number >= values().length ? null : values()[number];
  }

  /** Bytes of a value, and of texts and arrays the fewest. */
  int bytes() {
    return bytes;
  }

  boolean isFixed() {
    return this != STRING && this != ARRAY;
  }

  /** The next value, of a fixed size. */
  Object read(Cursor in, String what) {
    return switch (this) {
      case UINT8 -> (long) in.u8(what);
      case INT8 -> (long) (byte) in.u8(what);
      case UINT16 -> (long) Short.toUnsignedInt(in.i16(what));
      case INT16 -> (long) in.i16(what);
      case UINT32 -> Integer.toUnsignedLong(in.i32(what));
      case INT32 -> (long) in.i32(what);
      case FLOAT32 -> (double) Float.intBitsToFloat(in.i32(what));
      case BOOL -> in.u8(what) != 0;
      case UINT64, INT64 -> in.i64(what);
      case FLOAT64 -> Double.longBitsToDouble(in.i64(what));
      case STRING, ARRAY -> throw new IllegalArgumentException(this + " has no fixed size");
    };
  }
}
