package probe.ocr;

import java.util.List;

/** A model that goes on after contexts. */
@FunctionalInterface
interface Answerer {
  /**
   * Logits at the end of contexts.
   *
   * @param last of each context, how many of its last positions
   * @return [sum of last][V], in the order of contexts and positions
   */
  float[][] logits(List<int[]> contexts, int[] last);
}
