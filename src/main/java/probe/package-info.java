/** What every room of the house may use: the one exception that a user is meant to read. */
@NullMarked
package probe;

import org.jspecify.annotations.NullMarked;
