/**
 * The pocket world: sentences drawn from latent concepts, whose next-token distribution is known.
 */
@NullMarked
package probe.pocket;

import org.jspecify.annotations.NullMarked;
