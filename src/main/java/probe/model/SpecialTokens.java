package probe.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * What {@code tokenizer_config.json} says of the tokens around a text.
 *
 * <p>Where it names {@code add_bos_token} or {@code add_eos_token}, transformers puts these tokens
 * and no others around a text, whatever {@code tokenizer.json} would add.
 *
 * @param bos token before every text, or null for none
 * @param eos token after every text, or null for none
 */
record SpecialTokens(@Nullable String bos, @Nullable String eos) {

  /** Reads the file beside {@code tokenizer}; null where it is absent or leaves this open. */
  static @Nullable SpecialTokens beside(Path tokenizer) {
    Path file = tokenizer.resolveSibling("tokenizer_config.json");
    if (!Files.isRegularFile(file)) {
      return null;
    }
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw ProbeException.model(file + " is no JSON; mend it or move it away", e);
    }
    if (!json.has("add_bos_token") && !json.has("add_eos_token")) {
      return null;
    }
    return new SpecialTokens(
        json.path("add_bos_token").asBoolean() ? token(json.path("bos_token")) : null,
        json.path("add_eos_token").asBoolean() ? token(json.path("eos_token")) : null);
  }

  /** A token is text, or an object with the text in it. */
  private static @Nullable String token(JsonNode node) {
    JsonNode text = node.isObject() ? node.path("content") : node;
    return text.isTextual() ? text.asText() : null;
  }
}
