package probe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import probe.onnx.write.Gpt2Writer;
import probe.onnx.write.RandomWeights;

/** Random models of one block whose vocabulary is a list of words, for tests that pick it. */
public final class SmallModel {
  private static final String UNKNOWN = "<unk>";

  private SmallModel() {}

  /** {@code count} words that no concept has. */
  public static List<String> fillers(int count) {
    return IntStream.range(0, count).mapToObj(i -> "filler" + i).toList();
  }

  /** {@code words} and then {@code more}, each once. */
  public static List<String> words(List<String> words, List<String> more) {
    return Stream.concat(words.stream(), more.stream()).distinct().toList();
  }

  /**
   * Writes model.onnx, tokenizer.json and config.json into {@code folder}.
   *
   * @param words token 1 and the following; token 0 is what stands for every other word
   * @param positions longest context
   * @param lowerCase whether the tokenizer reads every text in lower case
   * @return the model
   */
  public static Path write(
      Path folder, List<String> words, int width, int positions, boolean lowerCase, long seed)
      throws IOException {
    Files.createDirectories(folder);
    Path model = folder.resolve("model.onnx");
    Gpt2Writer.write(
        model,
        new Gpt2Writer.Sizes(1, width, 2, words.size() + 1, positions),
        new RandomWeights(seed));
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode().put("version", "1.0");
    json.putNull("truncation");
    json.putNull("padding");
    json.putArray("added_tokens")
        .addObject()
        .put("id", 0)
        .put("content", UNKNOWN)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
    if (lowerCase) {
      json.putObject("normalizer").put("type", "Lowercase");
    } else {
      json.putNull("normalizer");
    }
    json.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
    json.putNull("post_processor");
    json.putNull("decoder");
    ObjectNode vocabulary =
        json.putObject("model")
            .put("type", "WordLevel")
            .put("unk_token", UNKNOWN)
            .putObject("vocab")
            .put(UNKNOWN, 0);
    for (int i = 0; i < words.size(); i++) {
      vocabulary.put(words.get(i), i + 1);
    }
    mapper.writeValue(folder.resolve("tokenizer.json").toFile(), json);
    mapper.writeValue(
        folder.resolve("config.json").toFile(),
        mapper.createObjectNode().put("model_type", "gpt2").put("n_positions", positions));
    return model;
  }
}
