package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static probe.model.ReferenceModel.all;
import static probe.tensor.Compare.share;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.SharedModels;
import probe.onnx.Cut;

/** Every vector of the reference models, in both of their ONNX forms. */
class ReferenceModelsTest {
  @ParameterizedTest
  @CsvSource({
    "stories260k, model.onnx", "stories260k, model_dynamo.onnx",
    "slm4096, model.onnx", "slm4096, model_dynamo.onnx",
    "gpt2-random, model.onnx", "gpt2-random, model_dynamo.onnx",
    "llama-untied, model.onnx", "llama-untied, model_dynamo.onnx"
  })
  @Retention(RetentionPolicy.RUNTIME)
  private @interface EveryReferenceModel {}

  /** A model and the session that gives all that it has. */
  private record Opened(LanguageModel model, CutSession session) {}

  private static final Map<Path, Opened> OPENED = new HashMap<>();
  private static final double PARITY = 1e-4;
  private static final double BATCHING = 1e-5;

  @EveryReferenceModel
  void statesLogitsAndWeightsEqualTransformers(String name, String file) throws IOException {
    ReferenceModel reference = ReferenceModel.in(SharedModels.require(name));
    LanguageModel model = opened(name, file).model();
    assertThat(model.decoder().blocks()).isEqualTo(reference.layers());
    assertThat(share(all(model.embedding()), reference.values("embedding"))).isZero();
    assertThat(share(all(model.unembedding()), reference.values("unembedding"))).isZero();
    assertThat(model.tied()).isEqualTo(!name.equals("llama-untied"));
    CutSession session = opened(name, file).session();
    List<int[]> prompts = reference.prompts();
    for (int k = 0; k < prompts.size(); k++) {
      Map<String, FloatBuffer> out = session.run(TokenBatch.of(prompts.get(k)), Positions.ALL);
      for (int layer : model.allLayers()) {
        assertThat(share(copy(out, Cut.hidden(layer)), reference.hidden(k, layer)))
            .as("%s %s prompt %d layer %d", name, file, k, layer)
            .isLessThan(PARITY);
      }
      float[] logits = copy(out, Cut.LOGITS);
      float[] expected = reference.logits(k);
      float[] same = Arrays.copyOfRange(logits, logits.length - expected.length, logits.length);
      assertThat(share(same, expected)).as("logits of prompt %d", k).isLessThan(PARITY);
    }
  }

  @EveryReferenceModel
  void batchedEqualsOneAtATime(String name, String file) throws IOException {
    List<int[]> prompts = ReferenceModel.in(SharedModels.require(name)).prompts();
    assertThat(opened(name, file).model().batchMode()).isEqualTo(BatchMode.PADDED);
    CutSession session = opened(name, file).session();
    Map<String, FloatBuffer> together = session.run(new TokenBatch(prompts), Positions.ALL);
    Map<String, float[]> batched = new HashMap<>();
    together.forEach((output, buffer) -> batched.put(output, copy(together, output)));
    int row = 0;
    for (int[] prompt : prompts) {
      Map<String, FloatBuffer> alone = session.run(TokenBatch.of(prompt), Positions.ALL);
      for (String output : alone.keySet()) {
        float[] single = copy(alone, output);
        int width = single.length / prompt.length;
        float[] part =
            Arrays.copyOfRange(
                Objects.requireNonNull(batched.get(output)),
                row * width,
                (row + prompt.length) * width);
        assertThat(share(part, single)).as(output).isLessThan(BATCHING);
      }
      row += prompt.length;
    }
  }

  @EveryReferenceModel
  void someRowsOfAContextAreThoseOfTheWhole(String name, String file) throws IOException {
    int[] prompt = ReferenceModel.in(SharedModels.require(name)).prompts().getLast();
    CutSession session = opened(name, file).session();
    TokenBatch batch = TokenBatch.of(prompt);
    float[] whole = copy(session.run(batch, Positions.ALL), Cut.LOGITS);
    int width = opened(name, file).model().decoder().vocabulary();
    int from = prompt.length / 3;
    float[] part = copy(session.run(batch, Positions.ALL, from, prompt.length), Cut.LOGITS);
    assertThat(share(part, Arrays.copyOfRange(whole, from * width, whole.length)))
        .isLessThan(BATCHING);
  }

  @EveryReferenceModel
  void greedyDecodingGivesTheReferenceTokens(String name, String file) throws IOException {
    ReferenceModel reference = ReferenceModel.in(SharedModels.require(name));
    int[] prompt = reference.prompts().getFirst();
    int[] expected = reference.greedy();
    assertThat(opened(name, file).model().greedy(prompt, expected.length - prompt.length))
        .containsExactly(expected);
    assertThat(expected.length - prompt.length).isEqualTo(40);
  }

  @ParameterizedTest
  @CsvSource({"stories260k", "slm4096", "gpt2-random"})
  void textsBecomeTheReferenceIds(String name) throws IOException {
    Path folder = SharedModels.require(name);
    ReferenceModel reference = ReferenceModel.in(folder);
    try (Tokenizer tokenizer = Tokenizer.open(folder.resolve("tokenizer.json"))) {
      List<int[]> prompts = reference.prompts();
      for (int k = 0; k < prompts.size(); k++) {
        String text = reference.json().get("prompts").get(k).get("text").asText();
        assertThat(tokenizer.encode(text)).as(text).containsExactly(prompts.get(k));
      }
    }
  }

  /** Opening costs more than all that is asked of a model: each is opened once. */
  private static Opened opened(String name, String file) {
    return OPENED.computeIfAbsent(
        SharedModels.require(name).resolve(file),
        path -> {
          LanguageModel model =
              LanguageModel.open(path, new LanguageModel.Options(null, Device.CPU, 2));
          return new Opened(model, model.session(model.allLayers(), true));
        });
  }

  @AfterAll
  static void close() {
    OPENED
        .values()
        .forEach(
            opened -> {
              opened.session().close();
              opened.model().close();
            });
    OPENED.clear();
  }

  private static float[] copy(Map<String, FloatBuffer> out, String name) {
    FloatBuffer values = Objects.requireNonNull(out.get(name));
    float[] copy = new float[values.remaining()];
    values.duplicate().get(copy);
    return copy;
  }
}
