package probe.model;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import probe.ProbeException;
import probe.onnx.Cut;
import probe.tensor.Compare;

/** Takes states and logits out of a model for any number of contexts, batch by batch. */
public final class Extraction {
  // enough for the matrix products to run at full speed, little enough for the caches
  private static final int BATCH_TOKENS = 512;
  private static final long BATCH_OUTPUT_BYTES = 64L << 20;
  // one long context with all its logits; beyond this it is run again for the next positions
  private static final long LONGEST_OUTPUT_BYTES = 256L << 20;
  // contexts are sorted by length within a window, and only its tokens are in memory
  private static final int WINDOW_CONTEXTS = 8192;
  private static final long WINDOW_TOKENS = 1 << 19;

  /**
   * What to take out.
   *
   * @param layers layers of the stream, 0 to the number of blocks
   */
  public record Spec(List<Integer> layers, Positions positions, boolean logits) {
    public Spec {
      layers = List.copyOf(layers);
    }

    /** Tensors per context. */
    public int sites() {
      return layers.size() + (logits ? 1 : 0);
    }

    /** Name of tensor {@code site}: "hidden.3" or "logits". */
    public String name(int site) {
      return site < layers.size() ? "hidden." + layers.get(site) : "logits";
    }

    private String output(int site) {
      return site < layers.size() ? Cut.hidden(layers.get(site)) : Cut.LOGITS;
    }
  }

  /** Receives one row; {@code values} is reused after the call. */
  @FunctionalInterface
  public interface RowSink {
    /**
     * Takes one row of one tensor.
     *
     * @param context number of the context
     * @param tokensBefore tokens of all contexts before it
     * @param length tokens of the context
     * @param row row of the tensor: 0 for the last position, else the position
     * @param site which tensor of the {@link Spec}
     */
    void row(long context, long tokensBefore, int length, int row, int site, float[] values)
        throws IOException;
  }

  /** Told after each batch how many tokens it had. */
  @FunctionalInterface
  public interface Progress {
    void tokens(long count);
  }

  private final LanguageModel model;
  private final Spec spec;

  public Extraction(LanguageModel model, Spec spec) {
    this.model = model;
    this.spec = spec;
  }

  /** Columns of tensor {@code site}. */
  public int width(int site) {
    return site < spec.layers().size()
        ? model.decoder().width(spec.layers().get(site))
        : model.decoder().vocabulary();
  }

  /** Bytes of one row of every tensor. */
  public long rowBytes() {
    long bytes = 0;
    for (int site = 0; site < spec.sites(); site++) {
      bytes += 4L * width(site);
    }
    return bytes;
  }

  /** Padded tokens that a batch may have. */
  public int batchTokens() {
    return spec.positions() == Positions.ALL
        ? Math.clamp(BATCH_OUTPUT_BYTES / Math.max(1, rowBytes()), 1, BATCH_TOKENS)
        : BATCH_TOKENS;
  }

  /** Contexts that a batch may have. */
  public int batchRows() {
    if (model.batchMode() == BatchMode.SINGLE) {
      return 1;
    }
    return spec.positions() == Positions.LAST
        ? Math.clamp(BATCH_OUTPUT_BYTES / Math.max(1, rowBytes()), 1, BATCH_TOKENS)
        : BATCH_TOKENS;
  }

  /**
   * Runs every context.
   *
   * @throws ProbeException if a state is not a finite number
   */
  public void run(Contexts contexts, RowSink sink, Progress progress) throws IOException {
    try (CutSession session = model.session(spec.layers(), spec.logits())) {
      run(session, contexts, sink, progress);
    }
  }

  /** The same through a session that is open already. */
  void run(CutSession session, Contexts contexts, RowSink sink, Progress progress)
      throws IOException {
    Contexts.Reader reader = contexts.read();
    long first = 0;
    long before = 0;
    for (List<int[]> window = reader.next(WINDOW_CONTEXTS, WINDOW_TOKENS);
        !window.isEmpty();
        window = reader.next(WINDOW_CONTEXTS, WINDOW_TOKENS)) {
      before += runWindow(session, window, first, before, sink, progress);
      first += window.size();
    }
  }

  /** Batches of {@code window}, as they will be run. */
  Batches plan(List<int[]> window, int fixedRows, int fixedLength) {
    // a graph of fixed length pads every context to it
    int[] lengths =
        window.stream().mapToInt(ids -> fixedLength > 0 ? fixedLength : ids.length).toArray();
    int rows = fixedRows > 0 ? Math.min(fixedRows, batchRows()) : batchRows();
    return Batches.of(lengths, batchTokens(), rows, model.batchMode() == BatchMode.SAME_LENGTH);
  }

  /** Rows that one run may give; more only for a context whose logits would not fit a buffer. */
  private int rowsPerRun(TokenBatch batch) {
    if (batch.rows() > 1) {
      return spec.positions().rows(batch);
    }
    return Math.clamp(LONGEST_OUTPUT_BYTES / Math.max(1, rowBytes()), 1, Integer.MAX_VALUE);
  }

  private long runWindow(
      CutSession session,
      List<int[]> window,
      long first,
      long before,
      RowSink sink,
      Progress progress)
      throws IOException {
    long[] starts = new long[window.size() + 1];
    starts[0] = before;
    for (int i = 0; i < window.size(); i++) {
      starts[i + 1] = starts[i] + window.get(i).length;
    }
    float[][] rows = new float[spec.sites()][];
    for (int site = 0; site < rows.length; site++) {
      rows[site] = new float[width(site)];
    }
    for (int[] members : plan(window, session.fixedRows(), session.fixedLength()).members()) {
      List<int[]> contexts = new ArrayList<>(members.length);
      for (int member : members) {
        contexts.add(window.get(member));
      }
      TokenBatch batch = new TokenBatch(contexts);
      int wanted = spec.positions().rows(batch);
      int step = rowsPerRun(batch);
      for (int done = 0; done < wanted; done += step) {
        int to = Math.min(wanted, done + step);
        Map<String, FloatBuffer> out = session.run(batch, spec.positions(), done, to);
        for (int site = 0; site < rows.length; site++) {
          FloatBuffer values = java.util.Objects.requireNonNull(out.get(spec.output(site)));
          int at = 0;
          for (int member : members) {
            int length = window.get(member).length;
            int count = spec.positions() == Positions.LAST ? 1 : length;
            // rows of this member that are among those of this run
            for (int row = Math.max(0, done - at); row < Math.min(count, to - at); row++) {
              values.get(rows[site]);
              requireFinite(rows[site], first + member, count == 1 ? length - 1 : row, site);
              sink.row(first + member, starts[member], length, row, site, rows[site]);
            }
            at += count;
          }
        }
      }
      progress.tokens(batch.tokens());
    }
    return starts[window.size()] - before;
  }

  private void requireFinite(float[] values, long context, int position, int site) {
    if (!Compare.isFinite(values, values.length)) {
      throw ProbeException.numeric(
          "%s: %s of context %d is not finite at position %d (NaN or infinity); the weights are damaged or overflow in %s, try a float32 export"
              .formatted(
                  model.decoder().file().path(),
                  spec.name(site),
                  context,
                  position,
                  model.decoder().storage().dtype()));
    }
  }
}
