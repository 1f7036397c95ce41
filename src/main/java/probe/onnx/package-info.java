/**
 * The model file: its graph, its weights, where the head and the residual stream are, and how to
 * cut it.
 */
@NullMarked
package probe.onnx;

import org.jspecify.annotations.NullMarked;
