package probe.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The strings of all tokens of a {@code tokenizer.json}. */
final class Vocabulary {
  private final String[] tokens;
  private final Set<Integer> special;
  private final int unknown;

  private Vocabulary(String[] tokens, Set<Integer> special, int unknown) {
    this.tokens = tokens;
    this.special = special;
    this.unknown = unknown;
  }

  /** The tokens that {@code json} lists. */
  static Vocabulary of(JsonNode json) {
    TreeMap<Integer, String> byId = new TreeMap<>();
    JsonNode vocabulary = json.path("model").path("vocab");
    if (vocabulary.isArray()) {
      // Unigram: [token, score] in the order of ids
      for (int id = 0; id < vocabulary.size(); id++) {
        byId.put(id, vocabulary.get(id).path(0).asText());
      }
    } else {
      for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
        byId.put(entry.getValue().asInt(-1), entry.getKey());
      }
    }
    Set<Integer> special = new HashSet<>();
    for (JsonNode added : json.path("added_tokens")) {
      if (added.path("special").asBoolean()) {
        special.add(added.path("id").asInt());
      }
      byId.put(added.path("id").asInt(), added.path("content").asText());
    }
    String[] tokens = new String[byId.isEmpty() ? 0 : byId.lastKey() + 1];
    Arrays.fill(tokens, "");
    byId.forEach(
        (id, token) -> {
          if (id >= 0) {
            tokens[id] = token;
          }
        });
    JsonNode model = json.path("model");
    int unknown =
        model.path("unk_id").isInt()
            ? model.get("unk_id").asInt()
            : Arrays.asList(tokens).indexOf(model.path("unk_token").asText("\0"));
    return new Vocabulary(tokens, special, unknown);
  }

  /** Whether {@code id} stands for whatever the vocabulary lacks. */
  boolean isUnknown(int id) {
    return id == unknown;
  }

  boolean isSpecial(int id) {
    return special.contains(id);
  }

  int size() {
    return tokens.length;
  }

  /** The string of {@code id}, or "" where it has none. */
  String token(int id) {
    return id >= 0 && id < tokens.length ? tokens[id] : "";
  }
}
