package probe.checkpoint.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The merges of a tokenizer, as pairs "left right" in the order in which they are made.
 *
 * <p>SentencePiece (Kudo and Richardson 2018) has no list of merges: whatever two neighbours are a
 * token together may be merged, the one with the best score first. The same, as a list: every way
 * to cut a token in two that are tokens, in the order of the whole's score.
 */
final class Merges {
  // nothing that long is made of shorter tokens, and a damaged file could have one of any length
  private static final int LONGEST = 512;

  private record Merge(double score, int id, String left, String right) {
    String text() {
      return left + " " + right;
    }
  }

  private Merges() {}

  /** Those that scores imply. */
  static List<String> fromScores(GgufVocabulary vocabulary) {
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.types().get(id) == GgufVocabulary.Type.NORMAL) {
        ids.putIfAbsent(vocabulary.tokens().get(id), id);
      }
    }
    List<Merge> merges = new ArrayList<>();
    ids.forEach(
        (token, id) -> {
          double score = vocabulary.scores().isEmpty() ? -id : vocabulary.scores().get(id);
          cut(token, id, score, ids, merges);
        });
    // of two ways to make the same token the one with the longer beginning: neighbours on the left
    // are merged first
    merges.sort(
        Comparator.comparingDouble((Merge merge) -> -merge.score())
            .thenComparingInt(Merge::id)
            .thenComparingInt(merge -> -merge.left().length()));
    return merges.stream().map(Merge::text).toList();
  }

  private static void cut(
      String token, int id, double score, Map<String, Integer> ids, List<Merge> merges) {
    if (token.length() > LONGEST || token.indexOf(' ') >= 0) {
      return;
    }
    for (int at = token.offsetByCodePoints(0, token.isEmpty() ? 0 : 1);
        at < token.length();
        at = token.offsetByCodePoints(at, 1)) {
      String left = token.substring(0, at);
      String right = token.substring(at);
      if (ids.containsKey(left) && ids.containsKey(right)) {
        merges.add(new Merge(score, id, left, right));
      }
    }
  }

  /** Those of a file's own list that can be made: all three tokens are there. */
  static List<String> known(GgufVocabulary vocabulary, Map<String, Integer> ids) {
    return vocabulary.merges().stream().filter(merge -> isKnown(merge, ids)).toList();
  }

  private static boolean isKnown(String merge, Map<String, Integer> ids) {
    // the first character may be a space itself
    int space = merge.indexOf(' ', 1);
    if (space < 0 || space == merge.length() - 1 || merge.indexOf(' ', space + 1) >= 0) {
      return false;
    }
    String left = merge.substring(0, space);
    String right = merge.substring(space + 1);
    return ids.containsKey(left) && ids.containsKey(right) && ids.containsKey(left + right);
  }
}
