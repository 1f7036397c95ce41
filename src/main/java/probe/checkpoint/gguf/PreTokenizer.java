package probe.checkpoint.gguf;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a byte-level tokenizer cuts a text into words before it merges, by {@code
 * tokenizer.ggml.pre}.
 *
 * <p>Source: the patterns that the models' own tokenizer.json files have, and llama.cpp's {@code
 * llama-vocab.cpp}, which lists what each name stands for.
 *
 * @param stages patterns, each of which cuts what the one before left; whatever matches is a word
 * @param digitsAlone whether every digit is a word, before all stages
 * @param gpt2 whether GPT-2's pattern comes last
 * @param wholeWords whether a word that is a token is not merged but taken as it is
 * @param bos whether texts begin with the BOS token where the file does not say
 * @param composed whether characters are composed first (NFC)
 */
record PreTokenizer(
    List<String> stages,
    boolean digitsAlone,
    boolean gpt2,
    boolean wholeWords,
    boolean bos,
    boolean composed) {

  private static final String ENDINGS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String LETTERS = "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
  private static final String REST =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String REST_WITH_SLASH =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  // words whose capitals, if any, come first
  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String BEFORE = "[^\\r\\n\\p{L}\\p{N}]?";

  private static final String LLAMA3 = ENDINGS + LETTERS + "|\\p{N}{1,3}" + REST;
  private static final String QWEN2 = ENDINGS + LETTERS + "|\\p{N}" + REST;
  private static final String QWEN35 =
      ENDINGS
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String TEKKEN =
      BEFORE
          + UPPER
          + "*"
          + LOWER
          + "+|"
          + BEFORE
          + UPPER
          + "+"
          + LOWER
          + "*|\\p{N}"
          + REST_WITH_SLASH;
  private static final String GPT4O =
      BEFORE
          + UPPER
          + "*"
          + LOWER
          + "+"
          + ENDINGS
          + "?|"
          + BEFORE
          + UPPER
          + "+"
          + LOWER
          + "*"
          + ENDINGS
          + "?|\\p{N}{1,3}"
          + REST_WITH_SLASH;
  private static final String PUNCTUATION = "[\\p{P}\\$\\+<=>\\^~\\|`]+";
  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)";
  private static final String CJK = "[一-龥\\u3040-ゟ゠-ヿ]+";
  private static final String DEEPSEEK3 =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r"
          + "\\n"
          + "\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r"
          + "\\n"
          + "]*|\\s*[\\r"
          + "\\n"
          + "]+|\\s+(?!\\S)|\\s+";
  private static final String BLOOM = " ?[^(\\s|.,!?…。，、।۔،)]+";

  private static final Map<String, PreTokenizer> KNOWN = new TreeMap<>();

  static {
    PreTokenizer gpt2 = new PreTokenizer(List.of(), false, true, false, false, false);
    know(gpt2, "gpt-2", "phi-2", "gigachat", "a.x-4.0", "mellum", "exaone4", "jais", "trillion");
    know(gpt2, "mpt", "olmo", "granite-docling");
    PreTokenizer digits = new PreTokenizer(List.of(), true, true, false, false, false);
    know(digits, "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone");
    know(digits, "minerva-7b");
    PreTokenizer llama3 = cut(LLAMA3).withWholeWords();
    know(llama3.withBos(), "llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral");
    know(llama3.withBos(), "midm-2.0", "lfm2");
    know(llama3, "dbrx", "smaug-bpe");
    know(cut(LLAMA3), "glm4", "chatglm-bpe");
    know(cut(QWEN2).withComposed(), "qwen2", "deepseek-r1-qwen", "megrez", "kormo", "f2llmv2");
    know(cut(QWEN2), "stablelm2", "hunyuan", "solar-open", "grok-2");
    know(cut(QWEN35).withComposed(), "qwen35");
    know(cut(TEKKEN).withWholeWords().withBos(), "tekken");
    know(cut(GPT4O), "gpt-4o", "llama4", "kanana2", "minimax-m2", "talkie");
    know(cut(PUNCTUATION, GPT2, "[0-9][0-9][0-9]"), "falcon");
    know(cut(PUNCTUATION, GPT2, "\\p{N}+", "[0-9][0-9][0-9]"), "default");
    know(cut("\\p{N}{1,3}", CJK, DEEPSEEK3), "deepseek-v3", "hunyuan-dense", "joyai-llm");
    know(cut("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", "[一-龥ࠀ-一가-퟿]+", "\\p{N}"), "deepseek-coder");
    know(cut(BLOOM), "bloom", "gpt3-finnish", "poro-chat");
    know(cut(BLOOM, "\\p{N}"), "viking");
    know(
        cut(
            ENDINGS
                + LETTERS
                + "|\\p{N}{1}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
        "seed-coder");
  }

  private static void know(PreTokenizer one, String... names) {
    for (String name : names) {
      KNOWN.put(name, one);
    }
  }

  private static PreTokenizer cut(String... stages) {
    return new PreTokenizer(List.of(stages), false, false, false, false, false);
  }

  private PreTokenizer withWholeWords() {
    return new PreTokenizer(stages, digitsAlone, gpt2, true, bos, composed);
  }

  private PreTokenizer withBos() {
    return new PreTokenizer(stages, digitsAlone, gpt2, wholeWords, true, composed);
  }

  private PreTokenizer withComposed() {
    return new PreTokenizer(stages, digitsAlone, gpt2, wholeWords, bos, true);
  }

  /** The one that files call {@code name}, or null. */
  static @Nullable PreTokenizer named(String name) {
    return KNOWN.get(name);
  }

  /** All names that are known. */
  static Iterable<String> names() {
    return KNOWN.keySet();
  }
}
