package probe.pocket;

import java.util.List;

/** A place in the grammar: what can come next there. Two nodes are equal if they are the same. */
interface Node {
  /** The choices at this place; their probabilities sum to 1. */
  List<Branch> branches(Latents latents);
}
