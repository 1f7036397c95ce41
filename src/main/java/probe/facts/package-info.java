/** Fact sets: files, arms, prompts, ranks and what they tell; no gradients. */
@org.jspecify.annotations.NullMarked
package probe.facts;
