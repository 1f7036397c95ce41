/** Directions, inner products and angles. */
@NullMarked
package probe.geometry;

import org.jspecify.annotations.NullMarked;
