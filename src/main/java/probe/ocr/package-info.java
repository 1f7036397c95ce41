/** Experiments of out-of-context reasoning: fact sets put to a model, by prompt or by training. */
@NullMarked
package probe.ocr;

import org.jspecify.annotations.NullMarked;
