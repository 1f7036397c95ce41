/** Checkpoints of Hugging Face: config.json and safetensors, and the graphs they describe. */
@NullMarked
package probe.checkpoint;

import org.jspecify.annotations.NullMarked;
