/** A language model that runs: tokenizer, session, batches, states, logits, unembedding. */
@NullMarked
package probe.model;

import org.jspecify.annotations.NullMarked;
