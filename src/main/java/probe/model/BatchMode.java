package probe.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import probe.ProbeException;
import probe.onnx.Cut;
import probe.tensor.Compare;

/** How contexts may share a batch without a change to their numbers. */
public enum BatchMode {
  /** Any contexts, padded on the right. */
  PADDED,
  /** Only contexts of the same length: padding would show in the states. */
  SAME_LENGTH,
  /** No two contexts: what runs together shows in the states. */
  SINGLE;

  /**
   * The widest mode in which {@code model}, run through {@code session}, gives single's numbers.
   */
  static BatchMode of(LanguageModel model, CutSession session) {
    // one scale for a whole batch may agree on a few tokens by luck
    if (model.decoder().scaledByBatch() || session.fixedRows() == 1) {
      return SINGLE;
    }
    int limit = model.contextLimit() > 0 ? model.contextLimit() : Integer.MAX_VALUE;
    int rows = model.decoder().embeddingRows();
    int[] shorter = ids(Math.min(5, limit), 1, rows);
    int[] alike = ids(shorter.length, 7, rows);
    // a mask that was rounded away shows only on longer rows
    int[] longer = ids(Math.min(32, limit), 4, rows);
    if (agree(model, session, List.of(shorter, longer))) {
      return PADDED;
    }
    return agree(model, session, List.of(shorter, alike)) ? SAME_LENGTH : SINGLE;
  }

  private static int[] ids(int length, int start, int rows) {
    int[] ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[i] = (start + 5 * i) % rows;
    }
    return ids;
  }

  private static boolean agree(LanguageModel model, CutSession session, List<int[]> contexts) {
    String output = Cut.hidden(model.decoder().blocks());
    float[] together;
    try {
      together = run(session, new TokenBatch(contexts), output);
    } catch (ProbeException e) {
      return false; // a graph that was traced with one row takes no second
    }
    int at = 0;
    for (int[] context : contexts) {
      float[] alone = run(session, TokenBatch.of(context), output);
      float[] same = Arrays.copyOfRange(together, at, at + alone.length);
      at += alone.length;
      if (Compare.share(same, alone) > model.roundingShare()) {
        return false;
      }
    }
    return true;
  }

  private static float[] run(CutSession session, TokenBatch batch, String output) {
    return Compare.copy(
        java.util.Objects.requireNonNull(session.run(batch, Positions.ALL).get(output)));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
