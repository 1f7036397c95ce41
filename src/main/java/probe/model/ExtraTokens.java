package probe.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens that only the files beside a tokenizer.json name. */
final class ExtraTokens {
  private static final List<String> ROLES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");
  private static final List<String> FLAGS =
      List.of("single_word", "lstrip", "rstrip", "normalized", "special");

  private final JsonNode vocabulary;
  private final ArrayNode added;
  private final ObjectNode config;
  private final ObjectNode map;

  ExtraTokens(ObjectNode json, ObjectNode config, ObjectNode map) {
    this.vocabulary = json.path("model").path("vocab");
    this.added =
        json.get("added_tokens") instanceof ArrayNode list ? list : json.putArray("added_tokens");
    this.config = config;
    this.map = map;
  }

  /**
   * Adds them in the order that gives them the ids of transformers.
   *
   * @param older added_tokens.json, which counts where the config lists none
   */
  void add(ObjectNode older) {
    JsonNode listed = config.path("added_tokens_decoder");
    if (listed.isObject()) {
      listed.properties().stream()
          .filter(token -> token.getKey().matches("\\d{1,9}"))
          .sorted(Comparator.comparingInt(token -> Integer.parseInt(token.getKey())))
          .forEach(token -> add(token.getValue(), false));
    } else {
      older.properties().stream()
          .filter(token -> token.getValue().isInt())
          .sorted(Comparator.comparingInt(token -> token.getValue().asInt()))
          .forEach(token -> add(token.getKey(), false));
    }
    for (String role : ROLES) {
      JsonNode named = named(role, listed.isObject());
      add(named, true);
    }
    for (String extra : List.of("additional_special_tokens", "extra_special_tokens")) {
      JsonNode named = named(extra, listed.isObject());
      named.forEach(token -> add(token, true));
    }
  }

  /**
   * A config that lists its added tokens is asked alone, else special_tokens_map.json goes first.
   */
  private JsonNode named(String name, boolean alone) {
    return !alone && map.hasNonNull(name) ? map.get(name) : config.path(name);
  }

  private void add(JsonNode token, boolean special) {
    if (token.isTextual()) {
      add(token.asText(), special);
    } else if (token.path("content").isTextual() && !token.path("content").asText().isEmpty()) {
      // a token that is known keeps its id, and has the flags that are said last
      ObjectNode entry = entry(token.path("content").asText());
      for (String flag : FLAGS) {
        if (token.path(flag).isBoolean()) {
          entry.put(flag, token.path(flag).asBoolean());
        }
      }
      if (special) {
        entry.put("special", true);
      }
    }
  }

  private void add(String content, boolean special) {
    if (!content.isEmpty() && known(content) == null) {
      ObjectNode entry = entry(content);
      entry.put("special", special).put("normalized", !special);
    }
  }

  private @Nullable ObjectNode known(String content) {
    for (JsonNode token : added) {
      if (token instanceof ObjectNode object && token.path("content").asText("").equals(content)) {
        return object;
      }
    }
    return null;
  }

  private ObjectNode entry(String content) {
    ObjectNode known = known(content);
    if (known != null) {
      return known;
    }
    ObjectNode entry = added.addObject();
    int id = vocabulary.path(content).isInt() ? vocabulary.get(content).asInt() : next();
    entry.put("id", id).put("content", content);
    for (String flag : FLAGS) {
      entry.put(flag, false);
    }
    return entry;
  }

  /** The id after all others. */
  private int next() {
    int next = vocabulary.size();
    for (JsonNode token : added) {
      next = Math.max(next, token.path("id").asInt(-1) + 1);
    }
    return next;
  }
}
