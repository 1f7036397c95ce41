package probe.model;

import java.util.List;

/**
 * Contexts that run together, padded on the right.
 *
 * @param contexts [rows] arrays of token ids, none empty
 */
public record TokenBatch(List<int[]> contexts) {
  public TokenBatch {
    for (int[] context : contexts) {
      if (context.length == 0) {
        throw new IllegalArgumentException("a context of no tokens in a batch");
      }
    }
  }

  /** A batch of one. */
  public static TokenBatch of(int[] context) {
    return new TokenBatch(List.of(context));
  }

  public int rows() {
    return contexts.size();
  }

  /** Tokens of the longest context. */
  public int length() {
    int length = 0;
    for (int[] context : contexts) {
      length = Math.max(length, context.length);
    }
    return length;
  }

  /** Tokens without padding. */
  public int tokens() {
    int tokens = 0;
    for (int[] context : contexts) {
      tokens += context.length;
    }
    return tokens;
  }
}
