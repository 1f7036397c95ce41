/** Commands, options, exit codes and progress. */
@NullMarked
package probe.cli;

import org.jspecify.annotations.NullMarked;
