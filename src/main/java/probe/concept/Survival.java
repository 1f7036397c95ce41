package probe.concept;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which pairs of a concept a tokenizer keeps: both words one token inside a sentence, and not the
 * same token.
 *
 * @param used pairs that can be used, with their tokens
 * @param dropped pairs that cannot, with the reason
 */
public record Survival(List<Used> used, List<Dropped> dropped) {
  public Survival {
    used = List.copyOf(used);
    dropped = List.copyOf(dropped);
  }

  /** A pair and its tokens. */
  public record Used(WordPair pair, int fromToken, int toToken) {}

  /** A pair and why it cannot be used. */
  public record Dropped(WordPair pair, String reason) {}

  /** Drops the pairs of which {@code useless} says so, for {@code reason}. */
  public Survival without(Predicate<Used> useless, String reason) {
    List<Used> kept = new ArrayList<>(used);
    List<Dropped> gone = new ArrayList<>(dropped);
    for (Used pair : used) {
      if (useless.test(pair)) {
        kept.remove(pair);
        gone.add(new Dropped(pair.pair(), reason));
      }
    }
    return new Survival(kept, gone);
  }

  /** Drops pairs whose two tokens are those of an earlier pair: another spelling of the same. */
  public Survival distinct() {
    Set<List<Integer>> seen = new HashSet<>();
    return without(
        pair -> !seen.add(List.of(pair.fromToken(), pair.toToken())),
        "its tokens are those of an earlier pair");
  }

  /**
   * Sorts the pairs of {@code concept}.
   *
   * @param singleToken the one token of a word, or nothing where the word needs several
   */
  public static Survival of(WordPairs concept, Function<String, Optional<Integer>> singleToken) {
    List<Used> used = new ArrayList<>();
    List<Dropped> dropped = new ArrayList<>();
    for (WordPair pair : concept.pairs()) {
      Optional<Integer> from = singleToken.apply(pair.from());
      Optional<Integer> to = singleToken.apply(pair.to());
      if (from.isPresent() && to.isPresent()) {
        if (from.get().equals(to.get())) {
          dropped.add(new Dropped(pair, "both words are the same token"));
        } else {
          used.add(new Used(pair, from.get(), to.get()));
        }
      } else {
        String several =
            from.isPresent() ? pair.to() : to.isPresent() ? pair.from() : "each of the two words";
        dropped.add(new Dropped(pair, several + " is no single token"));
      }
    }
    return new Survival(used, dropped);
  }
}
