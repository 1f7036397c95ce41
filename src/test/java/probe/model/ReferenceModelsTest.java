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
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  private static final double PARITY = 1e-4;
  private static final double BATCHING = 1e-5;

  @EveryReferenceModel
  void statesLogitsAndWeightsEqualTransformers(String name, String file) throws IOException {
    Path folder = SharedModels.require(name);
    ReferenceModel reference = ReferenceModel.in(folder);
    try (LanguageModel model = open(folder, file)) {
      assertThat(model.decoder().blocks()).isEqualTo(reference.layers());
      assertThat(share(all(model.embedding()), reference.values("embedding"))).isZero();
      assertThat(share(all(model.unembedding()), reference.values("unembedding"))).isZero();
      assertThat(model.tied()).isEqualTo(!name.equals("llama-untied"));
      try (CutSession session = model.session(model.allLayers(), true)) {
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
    }
  }

  @EveryReferenceModel
  void batchedEqualsOneAtATime(String name, String file) throws IOException {
    Path folder = SharedModels.require(name);
    List<int[]> prompts = ReferenceModel.in(folder).prompts();
    try (LanguageModel model = open(folder, file);
        CutSession session = model.session(model.allLayers(), true)) {
      assertThat(model.batchMode()).isEqualTo(BatchMode.PADDED);
      Map<String, FloatBuffer> together = session.run(new TokenBatch(prompts), Positions.ALL);
      Map<String, float[]> batched = new java.util.HashMap<>();
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
  }

  @EveryReferenceModel
  void someRowsOfAContextAreThoseOfTheWhole(String name, String file) throws IOException {
    Path folder = SharedModels.require(name);
    int[] prompt = ReferenceModel.in(folder).prompts().getLast();
    try (LanguageModel model = open(folder, file);
        CutSession session = model.session(model.allLayers(), true)) {
      TokenBatch batch = TokenBatch.of(prompt);
      float[] whole = copy(session.run(batch, Positions.ALL), Cut.LOGITS);
      int width = model.decoder().vocabulary();
      int from = prompt.length / 3;
      float[] part = copy(session.run(batch, Positions.ALL, from, prompt.length), Cut.LOGITS);
      assertThat(share(part, Arrays.copyOfRange(whole, from * width, whole.length)))
          .isLessThan(BATCHING);
    }
  }

  @EveryReferenceModel
  void greedyDecodingGivesTheReferenceTokens(String name, String file) throws IOException {
    Path folder = SharedModels.require(name);
    ReferenceModel reference = ReferenceModel.in(folder);
    try (LanguageModel model = open(folder, file)) {
      int[] prompt = reference.prompts().getFirst();
      int[] expected = reference.greedy();
      assertThat(model.greedy(prompt, expected.length - prompt.length)).containsExactly(expected);
      assertThat(expected.length - prompt.length).isEqualTo(40);
    }
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

  private static LanguageModel open(Path folder, String file) {
    return LanguageModel.open(folder.resolve(file), new LanguageModel.Options(null, Device.CPU, 2));
  }

  private static float[] copy(Map<String, FloatBuffer> out, String name) {
    FloatBuffer values = Objects.requireNonNull(out.get(name));
    float[] copy = new float[values.remaining()];
    values.duplicate().get(copy);
    return copy;
  }
}
