/** What a run needs, and the run itself: files to plan to vectors to analyses to results. */
@NullMarked
package probe.plan;

import org.jspecify.annotations.NullMarked;
