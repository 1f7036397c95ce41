/** Kinds of probes: what each needs of a model, and what it makes of the vectors. */
@NullMarked
package probe.kind;

import org.jspecify.annotations.NullMarked;
