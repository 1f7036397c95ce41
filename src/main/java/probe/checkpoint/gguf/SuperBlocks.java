package probe.checkpoint.gguf;

/**
 * Blocks of 256 numbers, whose parts have scales that are themselves quantised: the K types of
 * ggml.
 *
 * <p>Each product and difference is rounded to float32 where ggml rounds it, so that results are
 * equal to the bit.
 */
final class SuperBlocks {
  private SuperBlocks() {}

  static void q2(byte[] block, float[] out, int at) {
    float d = Halves.at(block, 80);
    float dmin = Halves.at(block, 82);
    for (int i = 0; i < 256; i++) {
      int scales = block[i >> 4] & 0xff;
      // of each 32 bytes, the lowest pair of bits of all, then the next
      int bits = (block[16 + (i >> 7) * 32 + (i & 31)] >> (((i >> 5) & 3) * 2)) & 3;
      float scale = d * (scales & 15);
      float minimum = dmin * (scales >> 4);
      out[at + i] = scale * bits - minimum;
    }
  }

  static void q3(byte[] block, float[] out, int at) {
    float d = Halves.at(block, 108);
    for (int i = 0; i < 256; i++) {
      float scale = d * (scale3(block, i >> 4) - 32);
      int bits = (block[32 + (i >> 7) * 32 + (i & 31)] >> (((i >> 5) & 3) * 2)) & 3;
      // a mask that is set means that nothing is taken off
      int high = (block[i & 31] >> (i >> 5)) & 1;
      out[at + i] = scale * (bits - (high == 0 ? 4 : 0));
    }
  }

  /** The scale of part {@code part}, of 16: four low bits in 8 bytes, two high ones in 4 more. */
  private static int scale3(byte[] block, int part) {
    int low = (block[96 + (part & 7)] >> ((part >> 3) * 4)) & 15;
    int high = (block[104 + (part & 3)] >> ((part >> 2) * 2)) & 3;
    return low | (high << 4);
  }

  static void q4(byte[] block, float[] out, int at) {
    float d = Halves.at(block, 0);
    float dmin = Halves.at(block, 2);
    for (int part = 0; part < 8; part++) {
      float scale = d * scale(block, part);
      float minimum = dmin * minimum(block, part);
      for (int i = 0; i < 32; i++) {
        int bits = (block[16 + (part >> 1) * 32 + i] >> ((part & 1) * 4)) & 15;
        out[at + part * 32 + i] = scale * bits - minimum;
      }
    }
  }

  static void q5(byte[] block, float[] out, int at) {
    float d = Halves.at(block, 0);
    float dmin = Halves.at(block, 2);
    for (int part = 0; part < 8; part++) {
      float scale = d * scale(block, part);
      float minimum = dmin * minimum(block, part);
      for (int i = 0; i < 32; i++) {
        int low = (block[48 + (part >> 1) * 32 + i] >> ((part & 1) * 4)) & 15;
        int high = (block[16 + i] >> part) & 1;
        out[at + part * 32 + i] = scale * (low | (high << 4)) - minimum;
      }
    }
  }

  /** The scale of part {@code part}, of 8, six bits: the last four lie in two places. */
  private static int scale(byte[] block, int part) {
    return part < 4
        ? block[4 + part] & 63
        : (block[8 + part] & 15) | ((block[part] & 0xff) >> 6 << 4);
  }

  private static int minimum(byte[] block, int part) {
    return part < 4
        ? block[8 + part] & 63
        : ((block[8 + part] & 0xff) >> 4) | ((block[4 + part] & 0xff) >> 6 << 4);
  }

  static void q6(byte[] block, float[] out, int at) {
    float d = Halves.at(block, 208);
    for (int i = 0; i < 256; i++) {
      float scale = d * block[192 + (i >> 4)];
      int half = i >> 7;
      int quarter = (i >> 5) & 3;
      int low = (block[half * 64 + (quarter & 1) * 32 + (i & 31)] >> ((quarter >> 1) * 4)) & 15;
      int high = (block[128 + half * 32 + (i & 31)] >> (quarter * 2)) & 3;
      out[at + i] = scale * ((low | (high << 4)) - 32);
    }
  }
}
