package probe.onnx;

/**
 * A low-rank change of one weight: x W becomes x W + s x A' B', with the adapter's scale s.
 *
 * @param module dotted path of the module, such as model.layers.0.self_attn.q_proj
 * @param weight the weight's name as {@link Weight#name} has it, or "" where it is not known
 * @param embedding whether the module looks rows of W up, and has no product with it
 * @param fanInFanOut whether the module itself keeps its weight as [in, out], as GPT-2's do
 * @param a A [rank, in]
 * @param b B [out, rank]
 */
public record LoraDelta(
    String module,
    String weight,
    boolean embedding,
    boolean fanInFanOut,
    int rank,
    int in,
    int out,
    float[] a,
    float[] b) {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if {@code a} or {@code b} has another number of elements
   */
  public LoraDelta {
    if (a.length != (long) rank * in || b.length != (long) out * rank) {
      throw new IllegalArgumentException(
          "%s: A has %d elements and B %d, expected [%d, %d] and [%d, %d]"
              .formatted(module, a.length, b.length, rank, in, out, rank));
    }
  }

  /** A change of {@code layer}; {@code a} [rank, in] and {@code b} [out, rank]. */
  public static LoraDelta of(LinearLayer layer, int rank, float[] a, float[] b) {
    return new LoraDelta(
        layer.module(),
        layer.weight(),
        false,
        layer.isConv1d(),
        rank,
        layer.in(),
        layer.out(),
        a,
        b);
  }
}
