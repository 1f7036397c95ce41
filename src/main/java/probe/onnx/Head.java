package probe.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.tensor.Matrix;

/**
 * The last projection, from the embedding lambda(x) to the logits.
 *
 * @param kind the operator that projects: MatMul, Gemm, MatMulNBits, ...
 * @param node the projection's node, as messages name it
 * @param lambda the tensor [.., d] that the head reads at every position
 * @param entry the float tensor that the projection itself reads: lambda, but for positions that
 *     were picked and for a rounding to the activations' quantisation grid
 * @param projected the projection's output, before {@code steps}
 * @param logits the graph's output, or what it makes probabilities of
 * @param vocabulary rows V of the unembedding
 * @param width d
 * @param weights the unembedding gamma [V, d] where it is stored as floats, else null: then it is
 *     what the projection makes of the identity matrix
 * @param steps what happens to lambda . gamma on its way to the logits, in order
 */
record Head(
    String kind,
    String node,
    ResidualStream.State lambda,
    String entry,
    String projected,
    String logits,
    int vocabulary,
    int width,
    @Nullable Matrix weights,
    List<LogitStep> steps) {}
