package probe.checkpoint.gguf;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.JsonFile;
import probe.ProbeException;

/**
 * The tokenizer that a GGUF file describes, as a {@code tokenizer.json} of Hugging Face's
 * tokenizers.
 *
 * <p>What stands around a text (BOS, EOS, a space) is the file's own word; where it is silent, what
 * llama.cpp does.
 */
final class GgufTokenizer {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PREFIX = "tokenizer.ggml.";
  private static final String SPACE = "\u2581";

  private final GgufFile file;
  private final Metadata metadata;
  private final GgufVocabulary vocabulary;
  private final boolean byteLevel;
  private final @Nullable PreTokenizer words;
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  private GgufTokenizer(GgufFile file) {
    this.file = file;
    this.metadata = file.metadata();
    String model = metadata.text(PREFIX + "model");
    if (model == null || !(model.equals("gpt2") || model.equals("llama"))) {
      throw ProbeException.model(
          "%s: %smodel is %s; gpt2 and llama are read. Put a tokenizer.json beside the model, or name it with --tokenizer FILE"
              .formatted(file.file(), PREFIX, model == null ? "missing" : GgufFile.shown(model)));
    }
    this.byteLevel = model.equals("gpt2");
    this.words = byteLevel ? words() : null;
    this.vocabulary = GgufVocabulary.of(file);
    for (int id = 0; id < vocabulary.size(); id++) {
      // the JSON object has room for each text once; a second one can never be the result of a text
      if (ids.putIfAbsent(vocabulary.tokens().get(id), id) != null) {
        ids.put(vocabulary.tokens().get(id) + "\u0001" + id, id);
      }
    }
  }

  private PreTokenizer words() {
    String name = metadata.text(PREFIX + "pre");
    if (name == null || name.equals("default")) {
      notes.add(
          "%spre is %s: how texts are cut into words is a guess, hold some token ids against the model's own tokenizer"
              .formatted(PREFIX, name == null ? "missing" : name));
    }
    PreTokenizer known = PreTokenizer.named(name == null ? "default" : name);
    if (known == null) {
      throw ProbeException.model(
          "%s: %spre is '%s', which is not known; known: %s. Put a tokenizer.json beside the model, or name it with --tokenizer FILE"
              .formatted(
                  file.file(),
                  PREFIX,
                  GgufFile.shown(String.valueOf(name)),
                  String.join(", ", PreTokenizer.names())));
    }
    return known;
  }

  /** Whether {@code file} lists tokens at all. */
  static boolean isIn(GgufFile file) {
    return file.metadata().has(GgufVocabulary.TOKENS);
  }

  /**
   * Writes {@code tokenizer.json} and {@code tokenizer_config.json} into {@code folder}.
   *
   * @return what a reader should know
   * @throws ProbeException if the file's tokenizer is of a kind that is not read, or damaged
   */
  static List<String> write(GgufFile file, Path folder) throws IOException {
    GgufTokenizer tokenizer = new GgufTokenizer(file);
    ObjectNode config = tokenizer.config();
    tokenizer.writeTokenizer(folder.resolve("tokenizer.json"));
    JsonFile.write(folder.resolve("tokenizer_config.json"), config);
    String chat = file.metadata().text("tokenizer.chat_template");
    if (chat != null) {
      Files.writeString(folder.resolve("chat_template.jinja"), chat);
    }
    return tokenizer.notes;
  }

  private void writeTokenizer(Path target) throws IOException {
    // whatever may be missing is asked for before the file is begun
    ObjectNode around = postProcessor();
    String unknown = byteLevel ? null : special("unknown", 0);
    List<String> merges = merges();
    try (JsonGenerator out =
        MAPPER.getFactory().createGenerator(target.toFile(), JsonEncoding.UTF8)) {
      out.writeStartObject();
      out.writeStringField("version", "1.0");
      out.writeNullField("truncation");
      out.writeNullField("padding");
      out.writeFieldName("added_tokens");
      out.writeTree(added());
      out.writeFieldName("normalizer");
      out.writeTree(normalizer());
      out.writeFieldName("pre_tokenizer");
      out.writeTree(preTokenizer());
      out.writeFieldName("post_processor");
      out.writeTree(around);
      out.writeFieldName("decoder");
      out.writeTree(decoder());
      out.writeObjectFieldStart("model");
      writeModel(out, unknown, merges);
      out.writeEndObject();
      out.writeEndObject();
    }
  }

  /** Tokens that are found in a text as they are, before it is cut into words. */
  private ArrayNode added() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (int id = 0; id < vocabulary.size(); id++) {
      boolean special =
          switch (vocabulary.types().get(id)) {
            case CONTROL, UNKNOWN -> true;
            default -> false;
          };
      String token = vocabulary.tokens().get(id);
      boolean whole = special || vocabulary.types().get(id) == GgufVocabulary.Type.USER_DEFINED;
      if (whole && !token.isEmpty() && Integer.valueOf(id).equals(ids.get(token))) {
        all.addObject()
            .put("id", id)
            .put("content", token)
            .put("single_word", false)
            .put("lstrip", false)
            .put("rstrip", false)
            .put("normalized", false)
            .put("special", special);
      }
    }
    return all;
  }

  private @Nullable ObjectNode normalizer() {
    if (words != null) {
      return words.composed() ? object("NFC") : null;
    }
    ObjectNode all = object("Sequence");
    ArrayNode steps = all.putArray("normalizers");
    if (flag("add_space_prefix", true)) {
      steps.add(object("Prepend").put("prepend", SPACE));
    }
    ObjectNode spaces = object("Replace");
    spaces.putObject("pattern").put("String", " ");
    steps.add(spaces.put("content", SPACE));
    return all;
  }

  private @Nullable ObjectNode preTokenizer() {
    if (words == null) {
      return null;
    }
    ObjectNode all = object("Sequence");
    ArrayNode steps = all.putArray("pretokenizers");
    if (words.digitsAlone()) {
      steps.add(object("Digits").put("individual_digits", true));
    }
    for (String pattern : words.stages()) {
      ObjectNode split = object("Split");
      split.putObject("pattern").put("Regex", pattern);
      steps.add(split.put("behavior", "Isolated").put("invert", false));
    }
    steps.add(byteLevel(words.gpt2()));
    return all;
  }

  private static ObjectNode byteLevel(boolean cut) {
    return object("ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", cut);
  }

  private @Nullable ObjectNode postProcessor() {
    String bos = addsBos() ? special("bos", byteLevel ? -1 : 1) : null;
    String eos = addsEos() ? special("eos", byteLevel ? -1 : 2) : null;
    if (bos == null && eos == null) {
      return null;
    }
    ObjectNode all = object("TemplateProcessing");
    ArrayNode single = all.putArray("single");
    ArrayNode pair = all.putArray("pair");
    around(single, bos, "A", eos, 0);
    around(pair, bos, "A", eos, 0);
    around(pair, bos, "B", eos, 1);
    ObjectNode special = all.putObject("special_tokens");
    for (String token : new String[] {bos, eos}) {
      if (token != null) {
        ObjectNode one = special.putObject(token).put("id", token);
        one.putArray("ids").add(ids.get(token));
        one.putArray("tokens").add(token);
      }
    }
    return all;
  }

  private static void around(
      ArrayNode all, @Nullable String bos, String text, @Nullable String eos, int type) {
    if (bos != null) {
      all.addObject().putObject("SpecialToken").put("id", bos).put("type_id", type);
    }
    all.addObject().putObject("Sequence").put("id", text).put("type_id", type);
    if (eos != null) {
      all.addObject().putObject("SpecialToken").put("id", eos).put("type_id", type);
    }
  }

  private ObjectNode decoder() {
    if (byteLevel) {
      return byteLevel(true);
    }
    ObjectNode all = object("Sequence");
    ArrayNode steps = all.putArray("decoders");
    ObjectNode spaces = object("Replace");
    spaces.putObject("pattern").put("String", SPACE);
    steps.add(spaces.put("content", " "));
    steps.add(object("ByteFallback"));
    steps.add(object("Fuse"));
    return all;
  }

  private void writeModel(JsonGenerator out, @Nullable String unknown, List<String> merges)
      throws IOException {
    out.writeStringField("type", "BPE");
    out.writeNullField("dropout");
    out.writeStringField("unk_token", unknown);
    out.writeNullField("continuing_subword_prefix");
    out.writeNullField("end_of_word_suffix");
    out.writeBooleanField("fuse_unk", !byteLevel);
    out.writeBooleanField("byte_fallback", !byteLevel && vocabulary.hasBytes());
    out.writeBooleanField("ignore_merges", words != null && words.wholeWords());
    out.writeObjectFieldStart("vocab");
    for (Map.Entry<String, Integer> token : ids.entrySet()) {
      out.writeNumberField(token.getKey(), token.getValue());
    }
    out.writeEndObject();
    out.writeArrayFieldStart("merges");
    for (String merge : merges) {
      out.writeString(merge);
    }
    out.writeEndArray();
  }

  private List<String> merges() {
    if (vocabulary.merges().isEmpty()) {
      if (byteLevel) {
        throw ProbeException.model(
            "%s has no list %smerges, which a tokenizer of this kind needs; fetch it again"
                .formatted(file.file(), PREFIX));
      }
      return Merges.fromScores(vocabulary);
    }
    List<String> known = Merges.known(vocabulary, ids);
    int dropped = vocabulary.merges().size() - known.size();
    if (dropped > 0) {
      notes.add(
          "%d of %d merges are of tokens that the vocabulary lacks, and were passed over"
              .formatted(dropped, vocabulary.merges().size()));
    }
    return known;
  }

  /** What transformers reads beside tokenizer.json. */
  private ObjectNode config() {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    for (String role : List.of("bos", "eos", "unknown", "padding")) {
      Integer id = id(role);
      String name = role.equals("unknown") ? "unk" : role.equals("padding") ? "pad" : role;
      if (id != null) {
        config.put(name + "_token", vocabulary.tokens().get(id));
      }
    }
    config.put("add_bos_token", addsBos());
    config.put("add_eos_token", addsEos());
    if (addsBos()) {
      config.put("bos_token", special("bos", byteLevel ? -1 : 1));
    }
    if (addsEos()) {
      config.put("eos_token", special("eos", byteLevel ? -1 : 2));
    }
    config.put("clean_up_tokenization_spaces", false);
    return config;
  }

  private boolean addsBos() {
    return flag("add_bos_token", words == null || words.bos());
  }

  private boolean addsEos() {
    return flag("add_eos_token", false);
  }

  private boolean flag(String name, boolean otherwise) {
    Boolean stated = metadata.flag(PREFIX + name);
    return stated == null ? otherwise : stated;
  }

  /** The id of the token with {@code role}, or null where the file names none. */
  private @Nullable Integer id(String role) {
    String key = PREFIX + role + "_token_id";
    Long id = metadata.integer(key);
    if (id == null || id == 0xffffffffL) { // the converter's way to say none
      return null;
    }
    if (id < 0 || id >= vocabulary.size()) {
      throw ProbeException.model(
          "%s: %s is %d, and there are %d tokens; the file is damaged, fetch it again"
              .formatted(file.file(), key, id, vocabulary.size()));
    }
    return id.intValue();
  }

  /** The text of the token with {@code role}, which is {@code otherwise} where none is named. */
  private String special(String role, int otherwise) {
    Integer stated = id(role);
    int id = stated == null ? otherwise : stated;
    if (id < 0 || id >= vocabulary.size()) {
      throw ProbeException.model(
          "%s: %s%s_token_id is missing, and the tokenizer needs one; fetch the file again"
              .formatted(file.file(), PREFIX, role));
    }
    return vocabulary.tokens().get(id);
  }

  private static ObjectNode object(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
