/** Toy models that can be solved or trained in seconds, and what the papers prove about them. */
@NullMarked
package probe.theory;

import org.jspecify.annotations.NullMarked;
