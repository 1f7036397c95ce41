package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.tensor.Matrix;

/**
 * A product of activations with a weight matrix.
 *
 * @param data the activations' tensor
 * @param weights [outWidth, inWidth] where they are stored as floats, else null
 * @param steps scale and bias that the operator itself applies
 */
record Projection(
    NodeProto node,
    String data,
    int outWidth,
    int inWidth,
    @Nullable Matrix weights,
    List<LogitStep> steps) {}
