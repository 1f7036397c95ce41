/** Predictions of the theories beside what was measured on models. */
@NullMarked
package probe.compare;

import org.jspecify.annotations.NullMarked;
