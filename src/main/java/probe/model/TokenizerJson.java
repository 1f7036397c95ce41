package probe.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import probe.ProbeException;

/**
 * A {@code tokenizer.json} as transformers 5 uses it, which is not always as it stands: files
 * beside it name more tokens, and some classes of tokenizers cut texts their own way whatever it
 * says. docs/tokenizers.md has the rules.
 */
final class TokenizerJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PRE = "pre_tokenizer";
  private static final int LARGEST_ID = 1 << 21;
  // model types whose files name another class than transformers takes
  private static final Set<String> AS_IT_STANDS =
      Set.of("mistral", "phi3", "olmo2", "granite", "smollm3");
  // transformers 5, models/qwen2/tokenization_qwen2.py
  private static final String QWEN_WORDS =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r"
          + "\\n"
          + "\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r"
          + "\\n"
          + "]*|\\s*[\\r"
          + "\\n"
          + "]+|\\s+(?!\\S)|\\s+";

  private final Path file;
  private final ObjectNode json;
  private final ObjectNode config;
  private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();

  private TokenizerJson(Path file) {
    this.file = file;
    this.config = read(file.resolveSibling("tokenizer_config.json"), false);
    this.json =
        String.valueOf(file.getFileName()).equals(VocabAndMerges.NAME)
            ? VocabAndMerges.of(file, read(file, true), config)
            : read(file, true);
  }

  /**
   * Reads {@code file}, and what lies beside it.
   *
   * @throws ProbeException if one of them is no JSON object
   */
  static ObjectNode of(Path file) {
    TokenizerJson tokenizer = new TokenizerJson(file);
    tokenizer.requireSound(tokenizer.json, 0);
    tokenizer.requireIds();
    if (tokenizer.json.path("model").isObject()) {
      tokenizer.rebuild();
      new ExtraTokens(tokenizer.json, tokenizer.config, tokenizer.other("special_tokens_map.json"))
          .add(tokenizer.other("added_tokens.json"));
    }
    return tokenizer.json;
  }

  private ObjectNode other(String name) {
    return read(file.resolveSibling(name), false);
  }

  private ObjectNode read(Path path, boolean needed) {
    if (!needed && !Files.isRegularFile(path)) {
      return MAPPER.createObjectNode();
    }
    try {
      JsonNode json = MAPPER.readTree(Files.readString(path));
      if (json instanceof ObjectNode object) {
        return object;
      }
      throw broken(path, "no object", null);
    } catch (IOException e) {
      throw broken(path, "broken", e);
    }
  }

  private ProbeException broken(
      Path path, String how, @org.jspecify.annotations.Nullable IOException e) {
    String message =
        path.equals(file)
            ? "%s is no tokenizer: its JSON is %s; fetch it again".formatted(path, how)
            : "%s is no JSON%s; mend it or move it away"
                .formatted(path, e == null ? " object" : "");
    return e == null ? ProbeException.model(message) : ProbeException.model(message, e);
  }

  /** The native library ends the process where a number or a character is none. */
  private void requireSound(JsonNode node, int depth) {
    boolean odd =
        depth > 100
            || (node.isNumber() && !Double.isFinite(node.asDouble()))
            || (node.isTextual() && !utf8.canEncode(node.asText()));
    if (odd) {
      throw ProbeException.model(
          "%s is no tokenizer: it holds %s; fetch it again"
              .formatted(
                  file, depth > 100 ? "objects within objects without end" : "a broken value"));
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              field -> {
                if (!utf8.canEncode(field.getKey())) {
                  throw ProbeException.model(
                      file + " is no tokenizer: it holds a broken name; fetch it again");
                }
                requireSound(field.getValue(), depth + 1);
              });
    } else if (node.isArray()) {
      node.forEach(element -> requireSound(element, depth + 1));
    }
  }

  private void requireIds() {
    JsonNode vocabulary = json.path("model").path("vocab");
    vocabulary.properties().forEach(token -> requireId(token.getKey(), token.getValue()));
    for (JsonNode token : json.path("added_tokens")) {
      requireId(token.path("content").asText(""), token.path("id"));
    }
  }

  private void requireId(String token, JsonNode id) {
    if (!id.isInt() || id.asInt() < 0 || id.asInt() > LARGEST_ID) {
      throw ProbeException.model(
          "%s is no tokenizer: it gives '%s' the id %s; ids are whole numbers from 0 to %,d"
              .formatted(
                  file,
                  token.length() > 40 ? token.substring(0, 40) + "..." : token,
                  id.isMissingNode() ? "none" : id,
                  LARGEST_ID));
    }
  }

  // ---- classes that cut texts their own way

  /**
   * The class that transformers takes, without "Tokenizer" and "Fast"; "" for the file as it is.
   */
  private String family() {
    String type = other("config.json").path("model_type").asText("");
    boolean lists = String.valueOf(file.getFileName()).equals(VocabAndMerges.NAME);
    if (AS_IT_STANDS.contains(type) && !lists) {
      return "";
    }
    String named = config.path("tokenizer_class").asText("");
    if (named.isEmpty()) {
      return switch (type) {
        case "gpt2" -> "GPT2";
        case "gpt_neox" -> "GPTNeoX";
        case "qwen2", "qwen3" -> "Qwen2";
        case "gemma", "gemma2", "gemma3", "gemma3_text" -> "Gemma";
        default -> lists ? "GPT2" : "";
      };
    }
    return named.replaceFirst("Tokenizer(Fast)?$", "");
  }

  private void rebuild() {
    // older files do not name the type
    JsonNode model = json.path("model");
    if (!model.path("type").asText("BPE").equals("BPE") || !model.has("merges")) {
      return;
    }
    boolean prefix = config.path("add_prefix_space").asBoolean(false);
    switch (family()) {
      case "GPT2" -> {
        json.putNull("normalizer");
        json.set(PRE, byteLevel(prefix, true));
      }
      case "GPTNeoX" -> {
        json.set("normalizer", object("NFC"));
        json.set(PRE, byteLevel(prefix, true));
        json.putNull("post_processor");
      }
      case "Qwen2" -> {
        json.set("normalizer", object("NFC"));
        ObjectNode words = object("Split").put("behavior", "Isolated").put("invert", false);
        words.putObject("pattern").put("Regex", QWEN_WORDS);
        ObjectNode steps = object("Sequence");
        steps.putArray("pretokenizers").add(words).add(byteLevel(prefix, false));
        json.set(PRE, steps);
      }
      case "Llama" -> {
        if (json.path(PRE).toString().contains("ByteLevel")
            || json.path("decoder").toString().contains("ByteLevel")) {
          return; // LLaMA 3's under the name of LLaMA 2's class: taken as it stands
        }
        json.putNull("normalizer");
        boolean first = config.path("add_prefix_space").asBoolean(true);
        boolean always = config.path("legacy").asBoolean(false);
        json.set(
            PRE,
            object("Metaspace")
                .put("replacement", "\u2581")
                .put("prepend_scheme", !first ? "never" : always ? "always" : "first")
                .put("split", false));
      }
      case "Gemma" -> {
        ObjectNode spaces = object("Replace").put("content", "\u2581");
        spaces.putObject("pattern").put("String", " ");
        json.set("normalizer", spaces);
        ObjectNode words =
            object("Split").put("behavior", "MergedWithPrevious").put("invert", false);
        words.putObject("pattern").put("String", " ");
        json.set(PRE, words);
      }
      default -> {}
    }
  }

  private static ObjectNode byteLevel(boolean prefix, boolean cut) {
    return object("ByteLevel")
        .put("add_prefix_space", prefix)
        .put("trim_offsets", true)
        .put("use_regex", cut);
  }

  private static ObjectNode object(String type) {
    return MAPPER.createObjectNode().put("type", type);
  }

  /** The bytes of {@code json}. */
  static byte[] bytes(ObjectNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new IllegalStateException("a tree of JSON can be written", e);
    }
  }
}
