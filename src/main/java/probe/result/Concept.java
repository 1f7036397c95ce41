package probe.result;

import java.util.List;

/**
 * A concept's word pairs, and which of them this vocabulary can test.
 *
 * @param file the concept file as the user named it
 * @param tested whether enough pairs are left for a direction
 */
public record Concept(
    String name,
    String from,
    String to,
    String file,
    int pairsListed,
    int pairsUsed,
    boolean tested,
    List<Pair> pairs,
    List<Dropped> dropped) {
  public Concept {
    pairs = List.copyOf(pairs);
    dropped = List.copyOf(dropped);
  }

  /** A pair that is used, with its tokens. */
  public record Pair(String from, String to, int fromToken, int toToken) {}

  /** A pair that is not, and why. */
  public record Dropped(String from, String to, String reason) {}
}
