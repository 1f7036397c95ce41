package probe.ocr.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.SharedModels;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.facts.FactSetReader;
import probe.facts.FactTokens;
import probe.facts.Group;
import probe.facts.Question;
import probe.facts.Statement;
import probe.model.Device;
import probe.model.EditedModel;
import probe.model.EditedStorage;
import probe.model.LanguageModel;
import probe.model.Tokenizer;
import probe.tensor.Matrix;
import probe.tune.GraphTuning;
import probe.tune.MemoryTraining;
import probe.tune.Method;
import probe.tune.OptimizerOptions;
import probe.tune.Schedule;
import probe.tune.TrainingOptions;
import probe.tune.TrainingSet;
import probe.tune.TuneOptions;

/** On real models, before and after a few steps. */
class InsideReaderTest {
  @TempDir private Path folder;

  private static Path home(String path) {
    return Path.of(System.getProperty("probe.basedir", "."), path);
  }

  private static Path model(String name) {
    return home("models/" + name + "/model.onnx");
  }

  private static Design design() {
    FactSet set = FactSetReader.read(home("probes/ocr/pocket/tuning/profession-music.yaml"));
    return Design.of(set, set.arms().getFirst(), 0);
  }

  private static GraphTuning open(Path model, Method method) {
    return GraphTuning.open(new TuneOptions(model, method, Device.CPU, 1, 1));
  }

  private static TrainingSet rows(Design design, FactTokens tokens) {
    List<int[]> ids = new ArrayList<>();
    int[] from = new int[design.statements().size()];
    for (Statement statement : design.statements()) {
      int[] prompt = tokens.prompt(statement.prompt());
      int[] answer =
          tokens
              .answers(statement.prompt())[
              design.set().candidates().indexOf(statement.answer().strip())];
      int[] row = Arrays.copyOf(prompt, prompt.length + answer.length);
      System.arraycopy(answer, 0, row, prompt.length, answer.length);
      from[ids.size()] = prompt.length;
      ids.add(row);
    }
    return new TrainingSet(ids, from, 0);
  }

  private static void train(GraphTuning tuning, TrainingSet rows, int epochs) {
    MemoryTraining.run(
        tuning.trainee(),
        rows,
        new TrainingOptions(
                OptimizerOptions.defaults(OptimizerOptions.Kind.ADAM),
                3e-3,
                Schedule.CONSTANT,
                0,
                epochs,
                0,
                20,
                1,
                1,
                true)
            .withSeed(1),
        (step, loss) -> true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pocket-gpt2", "pocket-llama"})
  void withoutTrainingNothingChanges(String name) {
    Design design = design();
    FactTokens tokens = FactTokens.of(design.set(), Tokenizer.beside(model(name).getParent()));
    try (GraphTuning tuning = open(model(name), new Method.Full())) {
      Inside found = InsideReader.before(tuning, design, tokens, 7).after();

      assertThat(found.problems()).isEmpty();
      assertThat(found.normed()).isTrue();
      assertThat(found.names())
          .containsExactlyElementsOf(
              design.subjects().stream().filter(s -> !s.trains()).map(s -> s.name()).toList());
      for (Inside.Prompted prompt : List.of(found.implication(), found.fact())) {
        assertThat(prompt.after().told()).isDeepEqualTo(prompt.before().told());
        assertThat(prompt.after().lens()).isDeepEqualTo(prompt.before().lens());
        assertThat(prompt.after().control()).isDeepEqualTo(prompt.before().control());
        assertThat(prompt.after().lens().length).isEqualTo(5);
      }
      for (double[] cosines : found.shift().base()) {
        assertThat(cosines).containsOnly(0);
      }
      found.layers().forEach(l -> assertThat(l.spectrum().frobenius()).isZero());
      assertThat(found.layers()).hasSize(4);
    }
  }

  /** The last layer's lens is the model's own answer. */
  @Test
  void theLastLensIsTheAnswer() {
    Design design = design();
    FactTokens tokens =
        FactTokens.of(design.set(), Tokenizer.beside(model("pocket-gpt2").getParent()));
    int n = design.set().classes();
    try (GraphTuning tuning = open(model("pocket-gpt2"), new Method.Full())) {
      InsideReader reader = InsideReader.before(tuning, design, tokens, 7);
      train(tuning, rows(design, tokens), 20);
      Inside found = reader.after();

      int at = 0;
      for (Question question : design.questions()) {
        if (question.heldOut() || question.group() != Group.TEST_IMPLICATIONS) {
          continue;
        }
        float[] logits = tuning.logits(List.of(tokens.prompt(question)), new int[] {1})[0];
        int[] first = tokens.first(question);
        int best = 0;
        for (int c = 1; c < n; c++) {
          best = logits[first[n + c]] > logits[first[n + best]] ? c : best;
        }
        assertThat(found.implication().after().lens()[4][at++]).isEqualTo(best);
      }
      assertThat(at).isEqualTo(found.names().size());
      // facts of the test names were trained
      for (int i = 0; i < at; i++) {
        assertThat(found.fact().after().lens()[4][i]).isEqualTo(found.values().get(i));
      }
      for (LayerChange layer : found.layers()) {
        assertThat(layer.spectrum().values()).hasSize(Inside.KEPT);
        double squares = Arrays.stream(layer.spectrum().values()).map(s -> s * s).sum();
        double whole = layer.spectrum().frobenius() * layer.spectrum().frobenius();
        assertThat(squares).isBetween(0.5 * whole, whole * (1 + 1e-9));
      }
      assertThat(found.shift().base()).isNotEqualTo(found.shift().tuned());
    }
  }

  @Test
  void everyMethodCanBeLookedInto() {
    Design design = design();
    FactTokens tokens =
        FactTokens.of(design.set(), Tokenizer.beside(model("pocket-gpt2").getParent()));
    for (Method method :
        List.of(
            new Method.Only("values"),
            new Method.Product(),
            new Method.Lora(4, 8, Method.Targets.ALL))) {
      try (GraphTuning tuning = open(model("pocket-gpt2"), method)) {
        InsideReader reader = InsideReader.before(tuning, design, tokens, 7);
        train(tuning, rows(design, tokens), 2);
        Inside found = reader.after();

        assertThat(found.problems()).as(method.toString()).isEmpty();
        assertThat(found.heads()).hasSize(16);
        assertThat(found.layers().getLast().spectrum().frobenius()).isPositive();
        // the unembedding is none of what was trained
        assertThat(found.shift().tuned()).isDeepEqualTo(found.shift().base());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pocket-gpt2", "pocket-llama"})
  void rowsOfTheUnembeddingAreTheModels(String name) {
    int[] ids = {0, 5, 77, 400};
    try (LanguageModel opened = LanguageModel.open(model(name), LanguageModel.Options.defaults());
        GraphTuning tuning = open(model(name), new Method.Full())) {
      Matrix gamma = opened.unembedding();
      Unembedding found = Unembedding.of(tuning.model(), tuning.weights(), ids);

      for (int i = 0; i < ids.length; i++) {
        assertThat(found.rows()[i]).isEqualTo(gamma.row(ids[i]));
      }
      assertThat(found.centred(0, 4)[1][3])
          .isCloseTo(
              gamma.row(5)[3]
                  - (gamma.row(0)[3] + gamma.row(5)[3] + gamma.row(77)[3] + gamma.row(400)[3])
                      / 4.0,
              within(1e-6));
    }
  }

  /** What a model's form does not allow is left out, and said. */
  @Test
  void whatCannotBeMeasuredIsSaid() throws Exception {
    Path whole = SharedModels.require("gpt2-random").resolve("model_dynamo.onnx");
    Path int8 =
        EditedModel.write(
            EditedStorage.int8Weights(EditedModel.read(whole)), folder.resolve("int8.onnx"));
    FactSet set = FactSetReader.read(home("probes/ocr/country-code.yaml"));
    Design design = Design.of(set, Arm.SPURIOUS, 0, 19);
    FactTokens tokens = FactTokens.of(set, Tokenizer.beside(whole.getParent()));
    try (GraphTuning tuning = open(int8, new Method.Lora(2, 4, Method.Targets.ATTENTION))) {
      Inside found = InsideReader.before(tuning, design, tokens, 7).after();

      assertThat(found.problems()).anyMatch(p -> p.startsWith("no spectra: "));
      assertThat(found.problems()).anyMatch(p -> p.contains("two test names of each value"));
      assertThat(found.layers()).isEmpty();
      assertThat(found.implication().after().told()).isEmpty();
      assertThat(InsideFile.text(InsideFile.read(InsideFile.text(found), "x")))
          .isEqualTo(InsideFile.text(found));
    }
  }
}
