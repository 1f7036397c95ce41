/** Fine-tuning: gradients through the ONNX graph, optimisers, checkpoints, writing back. */
@NullMarked
package probe.tune;

import org.jspecify.annotations.NullMarked;
