package probe.facts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import probe.SharedModels;
import probe.model.Tokenizer;

/** Tokenizers to try fact sets with. */
public final class Tokenizers {
  private Tokenizers() {}

  /** That of the pocket world: a word is a token, and a boundary stands before every text. */
  public static Tokenizer pocket() {
    return Tokenizer.open(
        Path.of(System.getProperty("probe.basedir", "."), "models/pocket-gpt2/tokenizer.json"));
  }

  /** That of GPT-2. */
  public static Tokenizer gpt2() {
    return Tokenizer.open(SharedModels.require("gpt2-random").resolve("tokenizer.json"));
  }

  /**
   * Characters, of which {@code merges} become one token, also over spaces.
   *
   * @param merges two tokens each
   */
  public static Tokenizer characters(Path folder, String characters, List<List<String>> merges)
      throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode().put("version", "1.0");
    for (String field : List.of("truncation", "padding", "normalizer", "pre_tokenizer")) {
      json.putNull(field);
    }
    json.putNull("post_processor");
    json.putNull("decoder");
    json.putArray("added_tokens");
    ObjectNode model = json.putObject("model").put("type", "BPE");
    ObjectNode vocabulary = model.putObject("vocab");
    for (String character : characters.split("", -1)) {
      if (!character.isEmpty()) {
        vocabulary.put(character, vocabulary.size());
      }
    }
    merges.forEach(pair -> vocabulary.put(String.join("", pair), vocabulary.size()));
    model.set("merges", mapper.valueToTree(merges));
    Path file = folder.resolve("tokenizer.json");
    mapper.writeValue(file.toFile(), json);
    return Tokenizer.open(file);
  }

  /** Where every word of {@code words} is a token, and every other word is unknown. */
  public static Tokenizer words(Path folder, String words) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode().put("version", "1.0");
    for (String field : List.of("truncation", "padding", "normalizer")) {
      json.putNull(field);
    }
    json.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
    json.putNull("post_processor");
    json.putNull("decoder");
    json.putArray("added_tokens");
    ObjectNode model = json.putObject("model").put("type", "WordLevel").put("unk_token", "<unk>");
    ObjectNode vocabulary = model.putObject("vocab").put("<unk>", 0);
    for (String word : words.split(" ", -1)) {
      vocabulary.put(word, vocabulary.size());
    }
    Path file = folder.resolve("tokenizer.json");
    mapper.writeValue(file.toFile(), json);
    return Tokenizer.open(file);
  }
}
