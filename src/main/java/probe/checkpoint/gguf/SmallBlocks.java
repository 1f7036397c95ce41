package probe.checkpoint.gguf;

/**
 * Blocks of 32 numbers with a scale, and in those that end in 1 a minimum.
 *
 * <p>Low halves of the bytes are numbers 0 to 15, high halves 16 to 31. Each product and sum is
 * rounded to float32 where ggml rounds it, so that results are equal to the bit.
 */
final class SmallBlocks {
  private static final int HALF = 16;

  private SmallBlocks() {}

  static void q40(byte[] block, float[] out, int at) {
    float d = Halves.at(block, 0);
    for (int i = 0; i < HALF; i++) {
      int both = block[2 + i] & 0xff;
      out[at + i] = d * ((both & 15) - 8);
      out[at + i + HALF] = d * ((both >> 4) - 8);
    }
  }

  static void q41(byte[] block, float[] out, int at) {
    float d = Halves.at(block, 0);
    float m = Halves.at(block, 2);
    for (int i = 0; i < HALF; i++) {
      int both = block[4 + i] & 0xff;
      out[at + i] = d * (both & 15) + m;
      out[at + i + HALF] = d * (both >> 4) + m;
    }
  }

  static void q50(byte[] block, float[] out, int at) {
    float d = Halves.at(block, 0);
    int fifth = Halves.bits(block, 2);
    for (int i = 0; i < HALF; i++) {
      int both = block[6 + i] & 0xff;
      out[at + i] = d * (((both & 15) | (((fifth >>> i) & 1) << 4)) - 16);
      out[at + i + HALF] = d * (((both >> 4) | (((fifth >>> (i + HALF)) & 1) << 4)) - 16);
    }
  }

  static void q51(byte[] block, float[] out, int at) {
    float d = Halves.at(block, 0);
    float m = Halves.at(block, 2);
    int fifth = Halves.bits(block, 4);
    for (int i = 0; i < HALF; i++) {
      int both = block[8 + i] & 0xff;
      out[at + i] = d * ((both & 15) | (((fifth >>> i) & 1) << 4)) + m;
      out[at + i + HALF] = d * ((both >> 4) | (((fifth >>> (i + HALF)) & 1) << 4)) + m;
    }
  }

  static void q80(byte[] block, float[] out, int at) {
    float d = Halves.at(block, 0);
    for (int i = 0; i < 2 * HALF; i++) {
      out[at + i] = block[2 + i] * d;
    }
  }
}
