package probe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.SmallModel;
import probe.model.Extraction;
import probe.model.LanguageModel;
import probe.tensor.Safetensors;

/** What probes ask for, and where it is kept. */
class StatesTest {
  private static final Extraction.Progress QUIET = count -> {};

  @TempDir private Path folder;
  private LanguageModel model;

  @BeforeEach
  void open() throws IOException {
    Path file = SmallModel.write(folder.resolve("m"), SmallModel.fillers(9), 4, 3, false, 1);
    model = LanguageModel.open(file, LanguageModel.Options.defaults());
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static List<StateNeeds.Group> groups(StateNeeds needs) {
    return needs.groups();
  }

  private StateNeeds.Group group(List<Integer> layers, int[]... contexts) {
    return new StateNeeds.Group(layers, List.of(contexts));
  }

  @Test
  void everyContextGoesThroughTheModelOnce() {
    StateNeeds needs = new StateNeeds(model);
    assertThat(needs.blocks()).isEqualTo(1);
    needs.state(1, new int[] {1, 2});
    needs.state(0, new int[] {3});
    needs.state(1, new int[] {4});
    needs.state(1, new int[] {1, 2});
    needs.state(1, new int[] {3});
    needs.state(0, new int[] {5});
    List<StateNeeds.Group> groups = groups(needs);
    // by the set of layers, in the order in which they were asked for first
    assertThat(groups)
        .extracting(StateNeeds.Group::layers)
        .containsExactly(List.of(1), List.of(0, 1), List.of(0));
    assertThat(groups.get(0).contexts()).containsExactly(new int[] {1, 2}, new int[] {4});
    assertThat(groups.get(1).contexts()).containsExactly(new int[] {3});
    assertThat(groups.get(2).contexts()).containsExactly(new int[] {5});
    assertThat(groups.get(0).tokens()).isEqualTo(3);
  }

  @Test
  void anArrayThatIsUsedAgainIsAnotherContext() {
    StateNeeds needs = new StateNeeds(model);
    int[] context = {1};
    needs.state(0, context);
    context[0] = 2;
    needs.state(0, context);
    assertThat(groups(needs).getFirst().contexts()).containsExactly(new int[] {1}, new int[] {2});
  }

  @Test
  void whatTheModelLacksIsRefused() {
    StateNeeds needs = new StateNeeds(model);
    assertThatThrownBy(() -> needs.state(2, new int[] {1}))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("no layer 2; ")
        .hasMessageContaining("has layers 0 to 1");
    assertThatThrownBy(() -> needs.state(-1, new int[] {1}))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("no layer -1");
    assertThatThrownBy(() -> needs.state(1, new int[] {1, 2, 3, 4}))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("has 4 tokens, the model takes at most 3");
    assertThat(groups(needs)).isEmpty();
  }

  @Test
  void statesAreThoseOfTheContextAndLayer() throws IOException {
    StateNeeds needs = new StateNeeds(model);
    needs.state(1, new int[] {1, 2});
    needs.state(1, new int[] {3});
    needs.state(0, new int[] {3});
    States states = States.of(model, needs.groups(), new VectorStore(null, "hash"), QUIET);
    float[] embedding = model.embedding().row(3);
    double[] state = states.state(0, new int[] {3});
    assertThat(state).hasSize(4);
    // layer 0 is the token's row and its position's
    States other =
        States.of(
            model,
            List.of(group(List.of(0), new int[] {7}, new int[] {3})),
            new VectorStore(null, "hash"),
            QUIET);
    for (int j = 0; j < 4; j++) {
      double position = other.state(0, new int[] {7})[j] - model.embedding().row(7)[j];
      assertThat(state[j] - embedding[j])
          .isEqualTo(position, org.assertj.core.api.Assertions.within(1e-6));
    }
    assertThat(states.state(1, new int[] {3})).isNotEqualTo(state);
    assertThatThrownBy(() -> states.state(0, new int[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 0 of a context of 2 tokens was not planned");
    assertThatThrownBy(() -> states.state(1, new int[] {2, 1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> kept() throws IOException {
    Path store = folder.resolve("store");
    if (!Files.exists(store)) {
      return List.of();
    }
    try (var files = Files.list(store)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private VectorStore store(String hash) {
    return new VectorStore(folder.resolve("store"), hash);
  }

  @Test
  void aSecondRunReadsWhatTheFirstWrote() throws IOException {
    StateNeeds.Group group = group(List.of(0, 1), new int[] {1, 2}, new int[] {3});
    store("hash").open(model, group, QUIET);
    assertThat(kept()).hasSize(1).allMatch(f -> f.matches("[0-9a-f]{64}\\.safetensors"));
    Path file = folder.resolve("store").resolve(kept().getFirst());
    // a mark that no model would leave
    byte[] bytes = Files.readAllBytes(file);
    java.nio.ByteBuffer.wrap(bytes)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putFloat(bytes.length - 4, 1234.5f);
    Files.write(file, bytes);
    List<Long> told = new ArrayList<>();
    Safetensors again = store("hash").open(model, group, told::add);
    assertThat(again.matrix("hidden.1").row(1)[3]).isEqualTo(1234.5f);
    assertThat(told).containsExactly(3L);
    assertThat(kept()).hasSize(1);
  }

  @Test
  void whateverChangesStatesChangesTheFile() throws IOException {
    store("hash").open(model, group(List.of(1), new int[] {1, 2}), QUIET);
    store("hash").open(model, group(List.of(0), new int[] {1, 2}), QUIET);
    store("hash").open(model, group(List.of(1), new int[] {1, 3}), QUIET);
    // the same tokens, divided otherwise
    store("hash").open(model, group(List.of(1), new int[] {1}, new int[] {2}), QUIET);
    store("hash").open(model, group(List.of(1), new int[] {2}, new int[] {1}), QUIET);
    store("other").open(model, group(List.of(1), new int[] {1, 2}), QUIET);
    assertThat(kept()).hasSize(6);
    store("hash").open(model, group(List.of(1), new int[] {1, 2}), QUIET);
    assertThat(kept()).hasSize(6);
  }

  @Test
  void whatIsInterruptedLeavesNothing() throws IOException {
    assertThatThrownBy(
            () ->
                store("hash")
                    .open(
                        model,
                        group(List.of(1), new int[] {1, 2}),
                        count -> {
                          throw new IllegalStateException("stop");
                        }))
        .hasMessage("stop");
    assertThat(folder.resolve("store")).exists();
    assertThat(kept()).isEmpty();
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    StateNeeds.Group group = group(List.of(1), new int[] {1});
    store("hash").open(model, group, QUIET);
    Path file = folder.resolve("store").resolve(kept().getFirst());
    Files.write(file, "no states".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> store("hash").open(model, group, QUIET))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining(file.toString());
  }
}
