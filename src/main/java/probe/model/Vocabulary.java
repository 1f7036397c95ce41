package probe.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import probe.ProbeException;

/** The strings of all tokens, read from {@code tokenizer.json}. */
final class Vocabulary {
  private final String[] tokens;
  private final Set<Integer> special;
  private final int unknown;

  private Vocabulary(String[] tokens, Set<Integer> special, int unknown) {
    this.tokens = tokens;
    this.special = special;
    this.unknown = unknown;
  }

  static Vocabulary read(Path file) {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw ProbeException.model(file + " is no tokenizer: its JSON is broken; fetch it again", e);
    }
    TreeMap<Integer, String> byId = new TreeMap<>();
    JsonNode vocabulary = json.path("model").path("vocab");
    if (vocabulary.isArray()) {
      // Unigram: [token, score] in the order of ids
      for (int id = 0; id < vocabulary.size(); id++) {
        byId.put(id, vocabulary.get(id).path(0).asText());
      }
    } else {
      for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
        byId.put(entry.getValue().asInt(), entry.getKey());
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

  /** The id of {@code token}, or -1 where there is none. */
  int id(String token) {
    return Arrays.asList(tokens).indexOf(token);
  }

  /** The string of {@code id}, or "" where it has none. */
  String token(int id) {
    return id >= 0 && id < tokens.length ? tokens[id] : "";
  }
}
