package probe.ocr;

import org.jspecify.annotations.Nullable;
import probe.facts.measure.Trial;
import probe.ocr.inside.Inside;

/**
 * A trial that is done.
 *
 * @param inside what it changed inside, or null where nobody looked
 */
record Done(Trial trial, @Nullable Inside inside) {}
