/** Models from the Hugging Face hub, in the cache that its own library keeps. */
@NullMarked
package probe.source.hub;

import org.jspecify.annotations.NullMarked;
