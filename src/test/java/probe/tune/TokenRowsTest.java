package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.OutputFolder;
import probe.ProbeException;
import probe.SharedModels;
import probe.model.CutSession;
import probe.model.Device;
import probe.model.LanguageModel;
import probe.model.ModelConfig;
import probe.model.TokenLosses;
import probe.onnx.LoraAdapter;
import probe.onnx.TokenRows;
import probe.onnx.TokenTable;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;
import probe.onnx.WeightValues;
import probe.tune.replay.Compute;
import probe.tune.replay.ReplayTrainee;

/** Rows of tokens that are trained beside an adapter. */
class TokenRowsTest {
  private static final int[] IDS = {3, 20, 37, 7, 24, 41, 11, 20};
  private static final List<Integer> ROWS = List.of(20, 41, 3);

  @TempDir private Path folder;

  private static TrainingBatch batch() {
    return new TrainingBatch(List.of(IDS), new int[] {1});
  }

  private static TuneOptions options(Path model, List<Integer> rows) {
    return new TuneOptions(
        model, new Method.Lora(2, 4, Method.Targets.ATTENTION, rows, 0.1), Device.CPU, 2, 5);
  }

  private static float[] floats(MemorySegment values) {
    return values.toArray(ValueLayout.JAVA_FLOAT);
  }

  private static float[] all(WeightValues values, Weight weight) {
    float[] out = new float[(int) weight.size()];
    values.copy(weight, 0, out, out.length);
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "slm4096,model.onnx,1",
    "slm4096,model_dynamo.onnx,1",
    "stories260k,model.onnx,1",
    "stories260k,model_dynamo.onnx,1",
    "gpt2-random,model_dynamo.onnx,1",
    "llama-untied,model.onnx,2",
    "llama-untied,model_dynamo.onnx,2"
  })
  void rowsHaveTheGradientThatTheWholeTableHas(String name, String file, int tables) {
    Path path = SharedModels.require(name).resolve(file);
    TrainableGraph graph = TrainableGraph.open(path);
    assertThat(graph.tokenTables()).hasSize(tables);
    Set<String> names = new HashSet<>();
    graph.tokenTables().forEach(table -> names.add(table.weight().name()));
    try (GraphTuning tuning = GraphTuning.open(options(path, ROWS));
        Trainee.Step rows = tuning.trainee().step(batch(), true);
        ReplayTrainee whole =
            ReplayTrainee.of(
                graph,
                ModelConfig.beside(path.getParent()),
                weight -> names.contains(weight.name()),
                Compute.cpu(2));
        Trainee.Step all = whole.step(batch(), true)) {
      assertThat(rows.loss()).isEqualTo(all.loss());
      for (TokenTable table : graph.tokenTables()) {
        float[] part = floats(rows.gradient(index(tuning, table.part(ROWS).name())));
        float[] full = floats(all.gradient(index(whole, table.weight().name())));
        int width = part.length / ROWS.size();
        for (int i = 0; i < ROWS.size(); i++) {
          for (int k = 0; k < width; k++) {
            float expected = full[(int) table.part(ROWS).index(i, k)];
            // the same sums in another order: the last digits of a large one may differ
            float rounding = Math.max(1e-7f, 2 * Math.ulp(expected));
            assertThat(part[i * width + k]).isCloseTo(expected, within(rounding));
          }
        }
        assertThat(part).isNotEqualTo(new float[part.length]);
      }
    }
  }

  private static int index(GraphTuning tuning, String name) {
    return index(tuning.trainee(), name);
  }

  private static int index(Trainee trainee, String name) {
    return trainee.parameters().stream().map(Trainee.Parameter::name).toList().indexOf(name);
  }

  @ParameterizedTest
  @CsvSource({
    "slm4096,model.onnx,model_dynamo.onnx",
    "slm4096,model_dynamo.onnx,model.onnx",
    "llama-untied,model.onnx,model_dynamo.onnx",
    "llama-untied,model_dynamo.onnx,model.onnx"
  })
  void anAdapterWithRowsIsWrittenReadAndAppliedToEitherExport(
      String name, String file, String other) throws Exception {
    Path path = SharedModels.require(name).resolve(file);
    double replayed;
    try (GraphTuning tuning = GraphTuning.open(options(path, ROWS));
        OutputFolder out = OutputFolder.prepare(folder.resolve("adapter"))) {
      replayed = trained(tuning, 3);
      for (Weight weight : tuning.model().weights()) {
        requireOtherRows(tuning, weight);
      }
      assertThat(tuning.write(out, Map.of())).contains("adapter.safetensors");
      out.commit();
    }
    Path adapter = folder.resolve("adapter");
    assertThat(loss(path, adapter)).isCloseTo(replayed, within(1e-5 * replayed));
    Path json = adapter.resolve("adapter.json");
    String text = Files.readString(json);
    assertThat(text).contains("\"trainable_token_indices\"");
    Files.writeString(json, text.replaceAll("\"base_sha256\" : \"[0-9a-f]*\",", ""));
    assertThat(loss(path.resolveSibling(other), adapter))
        .isCloseTo(replayed, within(1e-5 * replayed));
  }

  /** All but the trained rows of {@code weight} have the bits that they had. */
  private static void requireOtherRows(GraphTuning tuning, Weight weight) {
    TrainableGraph graph = tuning.model();
    for (TokenTable table : graph.tokenTables()) {
      if (table.weight().name().equals(weight.name())) {
        float[] before = all(graph.values(), weight);
        float[] after = all(tuning.weights(), weight);
        Set<Integer> places = new HashSet<>();
        int width = (int) table.part(ROWS).dims()[1];
        for (int i = 0; i < ROWS.size(); i++) {
          for (int k = 0; k < width; k++) {
            places.add((int) table.part(ROWS).index(i, k));
          }
        }
        for (int i = 0; i < before.length; i++) {
          assertThat(before[i] == after[i]).isEqualTo(!places.contains(i));
        }
      }
    }
  }

  private static double trained(GraphTuning tuning, int steps) {
    try (Arena arena = Arena.ofShared()) {
      Optimizer optimizer =
          OptimizerOptions.defaults(OptimizerOptions.Kind.ADAMW)
              .open(tuning.trainee().parameters(), arena);
      for (int step = 1; step <= steps; step++) {
        try (Trainee.Step done = tuning.trainee().step(batch(), true)) {
          optimizer.update(step, done::gradient, 1e-2, 1);
        }
      }
    }
    try (Trainee.Step step = tuning.trainee().step(batch(), false)) {
      return step.loss();
    }
  }

  private static double loss(Path path, Path adapter) {
    LanguageModel.Options options = new LanguageModel.Options(null, Device.CPU, 1, adapter);
    try (LanguageModel model = LanguageModel.open(path, options);
        CutSession session = model.session(List.of(), true)) {
      double sum = 0;
      for (double loss : TokenLosses.of(session, model.decoder().vocabulary(), IDS)) {
        sum += loss;
      }
      return sum / (IDS.length - 1);
    }
  }

  @Test
  void peftsOwnFormIsRead() throws Exception {
    Path path = SharedModels.require("slm4096").resolve("model.onnx");
    TrainableGraph graph = TrainableGraph.open(path);
    TokenTable table = graph.tokenTables().getFirst();
    float[] values = new float[2 * 64];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 64f;
    }
    new LoraAdapter(
            1,
            1,
            List.of(),
            List.of(),
            List.of(TokenRows.of(table, List.of(7, 2), values)),
            new LoraAdapter.Origin("", null, "", null, Map.of()))
        .write(folder);
    Path config = folder.resolve("adapter_config.json");
    Files.writeString(
        config,
        "{\"peft_type\":\"LORA\",\"r\":1,\"lora_alpha\":1,\"trainable_token_indices\":[7,2]}");
    Files.delete(folder.resolve("adapter.json"));
    Files.move(folder.resolve("adapter.safetensors"), folder.resolve("adapter_model.safetensors"));

    LoraAdapter read = LoraAdapter.read(folder);

    assertThat(read.rows()).hasSize(1);
    assertThat(read.rows().getFirst().ids()).containsExactly(7, 2);
    assertThat(read.rows().getFirst().values()).isEqualTo(values);
    Files.writeString(
        config,
        "{\"peft_type\":\"LORA\",\"r\":1,\"lora_alpha\":1,\"trainable_token_indices\":[7]}");
    assertThatThrownBy(() -> LoraAdapter.read(folder))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("has 2 rows")
        .hasMessageContaining("names 1 tokens");
  }

  @Test
  void aTokenThatIsNotThereIsRefused() {
    Path path = SharedModels.require("slm4096").resolve("model.onnx");

    assertThatThrownBy(() -> GraphTuning.open(options(path, List.of(3, 54))))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("token 54 is none of the 54 tokens");
    assertThatThrownBy(() -> GraphTuning.open(options(path, List.of(3, 4, 3))))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("token 3 is named twice");
  }

  @Test
  void theFirstMatricesScaleWithTheOption() {
    Path path = SharedModels.require("slm4096").resolve("model.onnx");
    Method.Lora small = new Method.Lora(2, 4, Method.Targets.ATTENTION, List.of(), 0.25);
    Method.Lora usual = new Method.Lora(2, 4, Method.Targets.ATTENTION);
    try (GraphTuning a = GraphTuning.open(new TuneOptions(path, small, Device.CPU, 1, 5));
        GraphTuning b = GraphTuning.open(new TuneOptions(path, usual, Device.CPU, 1, 5))) {
      float[] scaled = floats(a.trainee().parameters().getFirst().values());
      float[] whole = floats(b.trainee().parameters().getFirst().values());
      double most = 0;
      for (int i = 0; i < whole.length; i++) {
        assertThat(scaled[i]).isCloseTo(whole[i] / 4, within(1e-8f));
        most = Math.max(most, Math.abs(whole[i]));
      }
      assertThat(most).isBetween(0.9 / 8, 1.0 / 8);
      assertThat(Objects.requireNonNull(a.plan()).numbers()).isEqualTo(b.plan().numbers());
    }
  }
}
