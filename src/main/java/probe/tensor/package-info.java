/** Matrices that lie in files: mapped weights, safetensors. */
@NullMarked
package probe.tensor;

import org.jspecify.annotations.NullMarked;
