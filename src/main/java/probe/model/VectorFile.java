package probe.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.tensor.Matrix;
import probe.tensor.RowReader;
import probe.tensor.SafetensorsWriter;

/**
 * Streams the vectors of an extraction to {@code vectors.safetensors}, float32, in the caller's
 * order.
 *
 * <p>With the last position: {@code hidden.<l>} [contexts, d] and {@code logits} [contexts, V].
 * With all: {@code context.<k>.hidden.<l>} [tokens, d] and {@code context.<k>.logits} [tokens, V].
 */
public final class VectorFile {
  private final LanguageModel model;
  private final Extraction.Spec spec;
  private final Extraction extraction;

  public VectorFile(LanguageModel model, Extraction.Spec spec) {
    this.model = model;
    this.spec = spec;
    this.extraction = new Extraction(model, spec);
  }

  /** Bytes of the tensors, without the header. */
  public long bytes(Contexts contexts, @Nullable Matrix unembedding, @Nullable Matrix embedding) {
    long rows = spec.positions() == Positions.LAST ? contexts.count() : contexts.tokens();
    return rows * extraction.rowBytes() + bytes(unembedding) + bytes(embedding);
  }

  private static long bytes(@Nullable Matrix matrix) {
    return matrix == null ? 0 : 4L * matrix.rows() * matrix.columns();
  }

  /** Writes everything to {@code file}. */
  public void write(
      Path file,
      Contexts contexts,
      @Nullable Matrix unembedding,
      @Nullable Matrix embedding,
      Extraction.Progress progress)
      throws IOException {
    if (spec.sites() == 0) {
      write(file, contexts, unembedding, embedding, null, progress);
      return;
    }
    try (CutSession session = model.session(spec.layers(), spec.logits())) {
      write(file, contexts, unembedding, embedding, session, progress);
    }
  }

  void write(
      Path file,
      Contexts contexts,
      @Nullable Matrix unembedding,
      @Nullable Matrix embedding,
      @Nullable CutSession session,
      Extraction.Progress progress)
      throws IOException {
    try (SafetensorsWriter out = new SafetensorsWriter(file)) {
      List<Long> starts = declare(out, contexts);
      long unembeddingAt = declare(out, "unembedding", unembedding);
      long embeddingAt = declare(out, "embedding", embedding);
      copy(out, unembeddingAt, unembedding);
      copy(out, embeddingAt, embedding);
      if (session == null) {
        return;
      }
      int[] widths = new int[spec.sites()];
      for (int site = 0; site < widths.length; site++) {
        widths[site] = extraction.width(site);
      }
      boolean last = spec.positions() == Positions.LAST;
      extraction.run(
          session,
          contexts,
          (context, before, length, row, site, values) -> {
            long at;
            if (last) {
              at = starts.get(site) + context * widths[site] * Float.BYTES;
            } else {
              at = before * extraction.rowBytes();
              for (int s = 0; s < site; s++) {
                at += (long) length * widths[s] * Float.BYTES;
              }
              at += (long) row * widths[site] * Float.BYTES;
            }
            out.put(at, values, 0, widths[site]);
          },
          progress);
    }
  }

  /**
   * Declares the tensors of all contexts; returns the offset of each site where rows are shared.
   */
  private List<Long> declare(SafetensorsWriter out, Contexts contexts) throws IOException {
    List<Long> starts = new ArrayList<>();
    if (spec.positions() == Positions.LAST) {
      for (int site = 0; site < spec.sites(); site++) {
        starts.add(out.declare(spec.name(site), contexts.count(), extraction.width(site)));
      }
      return starts;
    }
    Contexts.Reader reader = contexts.read();
    long k = 0;
    for (List<int[]> some = reader.next(1024, 1 << 19);
        !some.isEmpty();
        some = reader.next(1024, 1 << 19)) {
      for (int[] ids : some) {
        for (int site = 0; site < spec.sites(); site++) {
          out.declare("context." + k + "." + spec.name(site), ids.length, extraction.width(site));
        }
        k++;
      }
    }
    return starts;
  }

  private static long declare(SafetensorsWriter out, String name, @Nullable Matrix matrix)
      throws IOException {
    return matrix == null ? -1 : out.declare(name, matrix.rows(), matrix.columns());
  }

  private void copy(SafetensorsWriter out, long at, @Nullable Matrix matrix) throws IOException {
    if (matrix == null) {
      return;
    }
    RowReader.forEachBlock(
        matrix,
        (from, count, block) -> {
          model.requireFinite(block, count * matrix.columns());
          out.put(
              at + (long) from * matrix.columns() * Float.BYTES,
              block,
              0,
              count * matrix.columns());
        });
  }

  /** Words for the sites of the tensors, by their names. */
  public java.util.Map<String, String> sites() {
    java.util.Map<String, String> out = new java.util.LinkedHashMap<>();
    String position =
        spec.positions() == Positions.LAST ? "; last token of the context" : "; every token";
    for (int layer : spec.layers()) {
      out.put("hidden." + layer, model.site(layer) + position);
    }
    if (spec.logits()) {
      out.put("logits", "the graph's own logits, bias, scale and soft cap included" + position);
    }
    return out;
  }
}
