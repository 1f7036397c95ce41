package probe.model;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import probe.onnx.Cut;

/** Logits at the end of contexts, batched as the model allows. */
public final class EndLogits implements AutoCloseable {
  private static final int BATCH_TOKENS = 2048;
  private static final int BATCH_ROWS = 64;

  private final LanguageModel model;
  private final CutSession session;

  public EndLogits(LanguageModel model) {
    this.model = model;
    this.session = model.session(List.of(), true);
  }

  /**
   * Runs {@code contexts}.
   *
   * @param last of each context, how many of its last positions
   * @return [sum of last][V], in the order of contexts and positions
   * @throws probe.ProbeException if a context cannot be fed
   */
  public float[][] of(List<int[]> contexts, int[] last) {
    int[] first = new int[contexts.size()]; // place of each context's first row
    int rows = 0;
    for (int i = 0; i < first.length; i++) {
      model.check(contexts.get(i), "the context");
      first[i] = rows;
      rows += last[i];
    }
    float[][] out = new float[rows][];
    int[] lengths = contexts.stream().mapToInt(context -> context.length).toArray();
    int together = model.batchMode() == BatchMode.SINGLE ? 1 : BATCH_ROWS;
    boolean alike = model.batchMode() != BatchMode.PADDED;
    for (int[] members : Batches.of(lengths, BATCH_TOKENS, together, alike).members()) {
      run(contexts, last, first, members, out);
    }
    return out;
  }

  private void run(List<int[]> contexts, int[] last, int[] first, int[] members, float[][] out) {
    List<int[]> batch = new ArrayList<>();
    boolean ends = true;
    for (int member : members) {
      batch.add(contexts.get(member));
      ends &= last[member] == 1;
    }
    Positions positions = ends ? Positions.LAST : Positions.ALL;
    FloatBuffer logits =
        Objects.requireNonNull(session.run(new TokenBatch(batch), positions).get(Cut.LOGITS));
    int width = model.decoder().vocabulary();
    int row = 0;
    for (int member : members) {
      int skipped = ends ? 0 : contexts.get(member).length - last[member];
      row += skipped;
      for (int i = 0; i < last[member]; i++) {
        float[] values = new float[width];
        logits.get(row++ * width, values);
        out[first[member] + i] = values;
      }
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
