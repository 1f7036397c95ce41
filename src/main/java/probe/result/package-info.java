/** What a run found, as plain records: made by analyses, rendered by {@code report}. */
@NullMarked
package probe.result;

import org.jspecify.annotations.NullMarked;
