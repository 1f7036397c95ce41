package probe.onnx;

import java.util.Set;

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

  // the modules of GPT-2 that are Conv1D
  private static final Set<String> CONV1D = Set.of("c_attn", "q_attn", "c_proj", "c_fc");

  /**
   * Whether checkpoints keep its weight as [in, out], as GPT-2's Conv1D does, and not as [out, in].
   * Others have modules of the same names that are no Conv1D; exporters leave a trace of that, for
   * they turn those weights round: within the graph, or in an initializer with a number for a name.
   */
  boolean isConv1d() {
    return !transposed
        && CONV1D.contains(module.substring(module.lastIndexOf('.') + 1))
        && !Scopes.ofParameter(weight).isEmpty();
  }

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
