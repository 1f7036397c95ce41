/** Descriptive statistics and resampling. */
@NullMarked
package probe.stats;

import org.jspecify.annotations.NullMarked;
