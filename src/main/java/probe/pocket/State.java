package probe.pocket;

/** A state of the automaton: a place in the grammar, and the latents drawn so far. */
record State(Node node, Latents latents) {}
