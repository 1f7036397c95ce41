/** What training on fact sets changes inside a model: weights, states and where they point. */
@NullMarked
package probe.ocr.inside;

import org.jspecify.annotations.NullMarked;
