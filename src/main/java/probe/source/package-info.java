/**
 * Where models come from: a file, a folder, a name on the hub; and the cache of those that had to
 * be converted.
 */
@NullMarked
package probe.source;

import org.jspecify.annotations.NullMarked;
