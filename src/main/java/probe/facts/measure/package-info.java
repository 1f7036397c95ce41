/** What answers to the questions of fact sets tell: pure functions, no models and no files. */
@NullMarked
package probe.facts.measure;

import org.jspecify.annotations.NullMarked;
