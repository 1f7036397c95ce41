package probe.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import probe.ProbeException;

/**
 * A byte-level tokenizer as older folders have it: {@code vocab.json} and {@code merges.txt}, and
 * in {@code tokenizer_config.json} what stands around a text.
 */
final class VocabAndMerges {
  static final String NAME = "vocab.json";
  private static final String MERGES = "merges.txt";
  // what the classes that have such files name where their config does not
  private static final String END = "<|endoftext|>";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private VocabAndMerges() {}

  /** Whether {@code folder} has both. */
  static boolean areIn(Path folder) {
    return Files.isRegularFile(folder.resolve(NAME)) && Files.isRegularFile(folder.resolve(MERGES));
  }

  /** The same as a tokenizer.json. */
  static ObjectNode of(Path file, ObjectNode vocabulary, ObjectNode config) {
    ObjectNode json = MAPPER.createObjectNode().put("version", "1.0");
    json.putNull("truncation");
    json.putNull("padding");
    ArrayNode added = json.putArray("added_tokens");
    if (vocabulary.path(END).isInt()) {
      added
          .addObject()
          .put("id", vocabulary.get(END).asInt())
          .put("content", END)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    for (String step : List.of("normalizer", "pre_tokenizer")) {
      json.putNull(step); // the class sets them
    }
    json.set("post_processor", around(vocabulary, config));
    json.putObject("decoder")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
    ObjectNode model = json.putObject("model").put("type", "BPE");
    for (String part :
        List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
      model.putNull(part);
    }
    for (String flag : List.of("fuse_unk", "byte_fallback", "ignore_merges")) {
      model.put(flag, false);
    }
    model.set("vocab", vocabulary);
    ArrayNode merges = model.putArray("merges");
    for (String line : lines(file.resolveSibling(MERGES))) {
      if (!line.isBlank() && !line.startsWith("#version")) {
        merges.add(line);
      }
    }
    return json;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw ProbeException.model("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static ObjectNode around(ObjectNode vocabulary, ObjectNode config) {
    ObjectNode all = MAPPER.createObjectNode().put("type", "TemplateProcessing");
    ObjectNode special = MAPPER.createObjectNode();
    for (String side : List.of("single", "pair")) {
      ArrayNode steps = all.putArray(side);
      for (String text : side.equals("single") ? List.of("A") : List.of("A", "B")) {
        add("bos", vocabulary, config, steps, special);
        steps.addObject().putObject("Sequence").put("id", text).put("type_id", 0);
        add("eos", vocabulary, config, steps, special);
      }
    }
    all.set("special_tokens", special);
    return all;
  }

  private static void add(
      String role, ObjectNode vocabulary, ObjectNode config, ArrayNode steps, ObjectNode special) {
    String token = config.path(role + "_token").asText(END);
    if (!config.path("add_" + role + "_token").asBoolean() || !vocabulary.path(token).isInt()) {
      return;
    }
    steps.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
    ObjectNode one = special.putObject(token).put("id", token);
    one.putArray("ids").add(vocabulary.get(token).asInt());
    one.putArray("tokens").add(token);
  }
}
