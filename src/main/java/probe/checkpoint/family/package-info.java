/**
 * Families of models as checkpoints describe them: each one class that says which fields of
 * config.json it reads and how its graph differs. A new one is found by its {@link
 * probe.checkpoint.family.Family} annotation alone.
 */
@NullMarked
package probe.checkpoint.family;

import org.jspecify.annotations.NullMarked;
