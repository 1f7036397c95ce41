/**
 * Runs an ONNX graph node by node as PyTorch operations with autograd. Whatever depends on no
 * weight stays in plain Java.
 */
@NullMarked
package probe.tune.replay;

import org.jspecify.annotations.NullMarked;
