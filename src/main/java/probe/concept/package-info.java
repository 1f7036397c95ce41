/** Concept files, word pairs, and the pairs that survive a tokenizer. */
@NullMarked
package probe.concept;

import org.jspecify.annotations.NullMarked;
