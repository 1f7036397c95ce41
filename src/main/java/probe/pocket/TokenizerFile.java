package probe.pocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import probe.ProbeException;

/**
 * The {@code tokenizer.json} of the pocket world, for Hugging Face's tokenizers: white space and
 * marks part words, a word is a token, and the boundary stands before every text.
 */
public final class TokenizerFile {
  // not the apostrophe: everyone's is one word
  private static final String MARKS = "[.,:;!?¿¡]";

  private TokenizerFile() {}

  /**
   * Writes {@code tokenizer.json} into {@code folder}.
   *
   * @throws ProbeException if it cannot be written
   */
  public static void write(Path folder, Vocabulary vocabulary) {
    Path file = folder.resolve("tokenizer.json");
    try {
      Files.write(file, bytes(vocabulary));
    } catch (IOException e) {
      throw ProbeException.output("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** The bytes of the file. */
  public static byte[] bytes(Vocabulary vocabulary) {
    try {
      return new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsBytes(json(vocabulary));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tokenizer that is no JSON", e);
    }
  }

  private static ObjectNode json(Vocabulary vocabulary) {
    ObjectNode json = new ObjectMapper().createObjectNode().put("version", "1.0");
    json.putNull("truncation");
    json.putNull("padding");
    var added = json.putArray("added_tokens");
    for (int special : new int[] {Vocabulary.UNKNOWN, Vocabulary.BOUNDARY}) {
      added
          .addObject()
          .put("id", special)
          .put("content", vocabulary.word(special))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    json.putObject("normalizer").put("type", "NFC");
    var splits = json.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
    splits.addObject().put("type", "WhitespaceSplit");
    splits
        .addObject()
        .put("type", "Split")
        .put("behavior", "Isolated")
        .put("invert", false)
        .putObject("pattern")
        .put("Regex", MARKS);
    boundary(json, vocabulary.word(Vocabulary.BOUNDARY));
    json.putNull("decoder");
    ObjectNode words =
        json.putObject("model")
            .put("type", "WordLevel")
            .put("unk_token", vocabulary.word(Vocabulary.UNKNOWN))
            .putObject("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      words.put(vocabulary.word(id), id);
    }
    return json;
  }

  private static void boundary(ObjectNode json, String boundary) {
    ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
    var single = template.putArray("single");
    special(single.addObject(), boundary);
    sequence(single.addObject(), "A");
    var pair = template.putArray("pair");
    special(pair.addObject(), boundary);
    sequence(pair.addObject(), "A");
    special(pair.addObject(), boundary);
    sequence(pair.addObject(), "B");
    ObjectNode token = template.putObject("special_tokens").putObject(boundary).put("id", boundary);
    token.putArray("ids").add(Vocabulary.BOUNDARY);
    token.putArray("tokens").add(boundary);
  }

  private static void special(ObjectNode part, String token) {
    part.putObject("SpecialToken").put("id", token).put("type_id", 0);
  }

  private static void sequence(ObjectNode part, String name) {
    part.putObject("Sequence").put("id", name).put("type_id", 0);
  }
}
