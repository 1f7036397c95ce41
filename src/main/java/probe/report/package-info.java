/** Turning results into pages. */
@NullMarked
package probe.report;

import org.jspecify.annotations.NullMarked;
