/** Linear probes and what keeps them honest: splits, controls, baselines. */
@NullMarked
package probe.linear;

import org.jspecify.annotations.NullMarked;
