package probe.checkpoint.gguf;

import com.google.errorprone.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * Types of tensors in GGUF files, by ggml's numbers (ggml/include/ggml.h).
 *
 * <p>Those without a decoder are known by name alone, for messages.
 */
enum GgufType {
  F32(0, 1, 4, null),
  F16(1, 1, 2, null),
  Q4_0(2, 32, 18, SmallBlocks::q40),
  Q4_1(3, 32, 20, SmallBlocks::q41),
  Q5_0(6, 32, 22, SmallBlocks::q50),
  Q5_1(7, 32, 24, SmallBlocks::q51),
  Q8_0(8, 32, 34, SmallBlocks::q80),
  Q8_1(9),
  Q2_K(10, 256, 84, SuperBlocks::q2),
  Q3_K(11, 256, 110, SuperBlocks::q3),
  Q4_K(12, 256, 144, SuperBlocks::q4),
  Q5_K(13, 256, 176, SuperBlocks::q5),
  Q6_K(14, 256, 210, SuperBlocks::q6),
  Q8_K(15),
  IQ2_XXS(16),
  IQ2_XS(17),
  IQ3_XXS(18),
  IQ1_S(19),
  IQ4_NL(20),
  IQ3_S(21),
  IQ2_S(22),
  IQ4_XS(23),
  I8(24),
  I16(25),
  I32(26),
  I64(27),
  F64(28),
  IQ1_M(29),
  BF16(30, 1, 2, null),
  TQ1_0(34),
  TQ2_0(35),
  MXFP4(39);

  /** Turns one block of bytes into numbers. */
  @Immutable
  interface Decoder {
    void decode(byte[] block, float[] out, int at);
  }

  private final int number;
  private final int elements;
  private final int bytes;
  private final @Nullable Decoder decoder;

  GgufType(int number) {
    this(number, 0, 0, null);
  }

  GgufType(int number, int elements, int bytes, @Nullable Decoder decoder) {
    this.number = number;
    this.elements = elements;
    this.bytes = bytes;
    this.decoder = decoder;
  }

  /** The type that ggml gives {@code number}, or null. */
  static @Nullable GgufType of(int number) {
    for (GgufType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return null;
  }

  /** Whether tensors of this type can be read. */
  boolean isRead() {
    return elements > 0;
  }

  /** Numbers in a block. */
  int elements() {
    return elements;
  }

  /** Bytes of a block. */
  int bytes() {
    return bytes;
  }

  /** What reads a block, or null where each number stands for itself. */
  @Nullable Decoder decoder() {
    return decoder;
  }
}
