package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.ProbeException;
import probe.SharedModels;
import probe.tensor.Compare;

/** Against the graph as it is in the file, one context at a time. */
class EndLogitsTest {
  private static final double ROUNDING = 1e-5;

  @TempDir private Path folder;

  static Stream<Path> models() {
    return Stream.concat(
        Stream.of("gpt2-random", "slm4096", "stories260k", "llama-untied")
            .map(name -> SharedModels.require(name).resolve("model.onnx")),
        Stream.of("pocket-gpt2", "pocket-llama").map(EndLogitsTest::pocket));
  }

  private static Path pocket(String name) {
    return Path.of(System.getProperty("probe.basedir", "."), "models", name, "model.onnx");
  }

  private static LanguageModel open(Path file) {
    return LanguageModel.open(file, new LanguageModel.Options(null, Device.CPU, 2));
  }

  /** Contexts of any length, some of them twice. */
  private static List<int[]> contexts(LanguageModel model, int count, int longest) {
    SplittableRandom random = new SplittableRandom(8);
    List<int[]> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(
          i % 7 == 6
              ? out.get(i - 5)
              : random
                  .ints(random.nextInt(1, longest + 1), 0, model.decoder().embeddingRows())
                  .toArray());
    }
    return out;
  }

  private static int[] ones(int count) {
    return IntStream.generate(() -> 1).limit(count).toArray();
  }

  private static void same(LanguageModel model, List<int[]> contexts, int[] last, double share) {
    try (EndLogits logits = new EndLogits(model);
        WholeSession whole = model.wholeSession()) {
      float[][] all = logits.of(contexts, last);
      assertThat(all).hasNumberOfRows(IntStream.of(last).sum());
      int row = 0;
      for (int i = 0; i < last.length; i++) {
        int[] context = contexts.get(i);
        for (int at = context.length - last[i]; at < context.length; at++) {
          assertThat(Compare.share(all[row++], whole.lastLogits(Arrays.copyOf(context, at + 1))))
              .as("context %d, position %d of %d", i, at, context.length)
              .isLessThan(share);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyRowIsThatOfTheWholeGraphInTheOrderOfContexts(Path file) {
    try (LanguageModel model = open(file)) {
      assertThat(model.batchMode()).isEqualTo(BatchMode.PADDED);
      List<int[]> contexts = contexts(model, 15, 12);
      same(model, contexts, ones(15), ROUNDING);
      int[] last =
          IntStream.range(0, 15).map(i -> 1 + i % Math.min(4, contexts.get(i).length)).toArray();
      assertThat(last).contains(1, 2, 3);
      same(model, contexts, last, ROUNDING);
    }
  }

  @Test
  void moreThanABatchHolds() {
    try (LanguageModel model = open(pocket("pocket-gpt2"))) {
      List<int[]> contexts = contexts(model, 150, model.contextLimit());
      assertThat(contexts.stream().mapToInt(c -> c.length).sum()).isGreaterThan(2048);
      same(model, contexts, ones(150), ROUNDING);
      // every position of some, so that batches are mixed
      same(
          model,
          contexts,
          IntStream.range(0, 150).map(i -> i % 50 == 0 ? contexts.get(i).length : 1).toArray(),
          ROUNDING);
    }
  }

  @Test
  void aGraphOfOneRowRunsOneContextAtATime() throws Exception {
    Path file = EditedModel.write(EditedInputs.fixedShape(plain(), 16), folder.resolve("m.onnx"));
    try (LanguageModel model = open(file)) {
      assertThat(model.batchMode()).isEqualTo(BatchMode.SINGLE);
      List<int[]> contexts = contexts(model, 9, 16);
      same(model, contexts, ones(9), ROUNDING);
      same(model, contexts, contexts.stream().mapToInt(c -> c.length).toArray(), ROUNDING);
    }
  }

  /** What one batch rounds together would show: eight bits for whatever stands in it. */
  @Test
  void aHeadThatIsScaledByTheBatchRunsOneContextAtATime() throws Exception {
    Path file = EditedModel.write(EditedHeads.int8Head(plain()), folder.resolve("m.onnx"));
    try (LanguageModel model = open(file);
        EndLogits logits = new EndLogits(model)) {
      assertThat(model.batchMode()).isEqualTo(BatchMode.SINGLE);
      List<int[]> contexts = contexts(model, 9, 12);
      same(model, contexts, ones(9), 0.02);
      float[][] together = logits.of(contexts, ones(9));
      for (int i = 0; i < 9; i++) {
        assertThat(logits.of(List.of(contexts.get(i)), ones(1))[0]).isEqualTo(together[i]);
      }
    }
  }

  private static ModelProto plain() throws Exception {
    return EditedModel.read(SharedModels.require("llama-untied").resolve("model_dynamo.onnx"));
  }

  @Test
  void noContextsGiveNoLogits() {
    try (LanguageModel model = open(pocket("pocket-gpt2"));
        EndLogits logits = new EndLogits(model)) {
      assertThat(logits.of(List.of(), new int[0])).isEmpty();
    }
  }

  @Test
  void aContextThatCannotBeFedIsRefused() {
    try (LanguageModel model = open(pocket("pocket-gpt2"));
        EndLogits logits = new EndLogits(model)) {
      refused(logits, new int[49], "the context has 49 tokens, the model takes at most 48");
      refused(logits, new int[0], "the context has no tokens");
      refused(logits, new int[] {3, 1260}, "the context: token id 1260 at position 1");
    }
  }

  private static void refused(EndLogits logits, int[] context, String message) {
    assertThatThrownBy(() -> logits.of(List.of(new int[] {1}, context), ones(2)))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.INPUT))
        .hasMessageStartingWith(message);
  }
}
