/** GGUF files: the container, its block types, and what Hugging Face would call what is in it. */
@NullMarked
package probe.checkpoint.gguf;

import org.jspecify.annotations.NullMarked;
