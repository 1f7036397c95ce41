/** Experiments on out-of-context reasoning: what tuning on facts changes, and what follows. */
@NullMarked
package probe.ocr;

import org.jspecify.annotations.NullMarked;
