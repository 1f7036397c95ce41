package probe.checkpoint.gguf;

/** Numbers in the bytes of a block. */
final class Halves {
  private Halves() {}

  /** The float16 at {@code at}. */
  static float at(byte[] block, int at) {
    return Float.float16ToFloat((short) ((block[at] & 0xff) | (block[at + 1] << 8)));
  }

  /** The 32 bits at {@code at}. */
  static int bits(byte[] block, int at) {
    return (block[at] & 0xff)
        | ((block[at + 1] & 0xff) << 8)
        | ((block[at + 2] & 0xff) << 16)
        | (block[at + 3] << 24);
  }
}
