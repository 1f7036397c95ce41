package probe.onnx;

/**
 * A product of activations [.., in] with a weight matrix, which a low-rank adapter can be put on.
 *
 * @param weight the weight's name as {@link Weight#name} has it, or the initializer of a quantised
 *     one
 * @param in numbers that it reads per position
 * @param out numbers that it gives per position
 * @param transposed whether the weight is [out, in], and not [in, out]
 * @param role where it is in the model
 * @param quantised whether its numbers are rounded to a few bits, and so cannot be trained
 * @param module dotted path of the module that it was exported from, such as
 *     model.layers.0.self_attn.q_proj, or the initializer's name where the file does not tell
 * @param input the float tensor that it reads, in the flat graph
 * @param output the tensor that it gives, in the flat graph
 */
public record LinearLayer(
    String weight,
    int in,
    int out,
    boolean transposed,
    Role role,
    boolean quantised,
    String module,
    String input,
    String output) {

  /** Where a linear layer is, found by what the graph does and not by names. */
  public enum Role {
    /** Makes queries, keys or values, or leads from mixed values back to the residual stream. */
    ATTENTION,
    /** In a block, but no part of its attention. */
    MLP,
    /** Makes the logits. */
    HEAD,
    /** Outside of the blocks. */
    OTHER
  }
}
