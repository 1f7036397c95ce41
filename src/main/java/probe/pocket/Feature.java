package probe.pocket;

/**
 * A binary concept of a lexicon.
 *
 * @param zero token that states the value 0
 * @param one token that states the value 1
 */
record Feature(int zero, int one) {}
