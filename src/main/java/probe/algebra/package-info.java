/** Dense linear algebra on LAPACK, the same bits for any number of threads. */
@NullMarked
package probe.algebra;

import org.jspecify.annotations.NullMarked;
