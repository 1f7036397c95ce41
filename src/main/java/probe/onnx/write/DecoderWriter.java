package probe.onnx.write;

/**
 * What the graphs of all decoders have in common: token ids in, a residual stream through the
 * blocks, logits out. A family says what a block is, and overrides where it differs.
 *
 * <p>Activations are [batch, tokens, width].
 */
public abstract class DecoderWriter {
  protected final GraphWriter out;
  protected final Layers layers;
  protected final Inputs inputs;

  private final Ends ends;

  /**
   * The ends of a decoder.
   *
   * @param embedding name of the weight that embeds tokens, [vocabulary, width]
   * @param head name of the weight of the head, which is the embedding where it is tied
   */
  public record Ends(
      int blocks, int width, int vocabulary, String embedding, String head, boolean tied) {}

  /** What the graph is given, int64 [batch, tokens] each. */
  protected record Inputs(String ids, String mask, String positions) {}

  /** Declares the inputs of the graph {@code out}, which is empty so far. */
  protected DecoderWriter(GraphWriter out, Ends ends) {
    this.out = out;
    this.layers = new Layers(out);
    this.ends = ends;
    this.inputs =
        new Inputs(
            out.input("input_ids", "batch", "tokens"),
            out.input("attention_mask", "batch", "tokens"),
            out.input("position_ids", "batch", "tokens"));
  }

  /** Adds the whole graph. */
  public final GraphWriter write() {
    String table = out.table(ends.embedding(), ends.vocabulary(), ends.width());
    String x = embedded(layers.lookUp(table, inputs.ids()));
    for (int block = 0; block < ends.blocks(); block++) {
      x = block(x, block);
    }
    String lambda = lastNorm(x);
    String head = ends.tied() ? table : out.table(ends.head(), ends.vocabulary(), ends.width());
    out.output(logits(layers.products(lambda, head)), "logits", "batch", "tokens", "vocabulary");
    return out;
  }

  /** The rows of {@code tokens} as the first block reads them. */
  protected String embedded(String tokens) {
    return tokens;
  }

  /** The stream after block {@code block}, from 0, where it was {@code x} before. */
  protected abstract String block(String x, int block);

  /** What the head reads of the stream's end. */
  protected abstract String lastNorm(String x);

  /** The logits, of the {@code products} with the head's rows. */
  protected String logits(String products) {
    return products;
  }
}
