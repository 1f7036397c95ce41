/** Writes ONNX files: a graph builder, and the graphs of the architectures that are written. */
@NullMarked
package probe.onnx.write;

import org.jspecify.annotations.NullMarked;
