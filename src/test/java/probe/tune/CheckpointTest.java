package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.tensor.Safetensors;

class CheckpointTest {
  private static final CheckpointState STATE =
      new CheckpointState(3, 12, 0, 24, Map.of("--lr", "0.1"));

  @TempDir private Path folder;

  private Arena arena = Arena.ofShared();

  @BeforeEach
  void open() {
    arena = Arena.ofShared();
  }

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void whatIsWrittenIsRead() {
    List<Trainee.Parameter> parameters = parameters("a", "b");
    Optimizer optimizer = optimizer(parameters);
    optimizer.update(1, i -> parameters.get(i).values(), 0.1, 1);
    Checkpoint checkpoint = new Checkpoint(folder);
    assertThat(checkpoint.exists()).isFalse();
    checkpoint.write(STATE, parameters, optimizer);
    assertThat(checkpoint.exists()).isTrue();
    assertThat(checkpoint.state()).isEqualTo(STATE);

    List<Trainee.Parameter> others = parameters("a", "b");
    Optimizer read = optimizer(others);
    checkpoint.read(others, read);
    assertThat(floats(others.get(1).values())).isEqualTo(floats(parameters.get(1).values()));
    for (int moment = 0; moment < 2; moment++) {
      assertThat(floats(read.moments().get(moment).values().get(0)))
          .isEqualTo(floats(optimizer.moments().get(moment).values().get(0)));
    }
  }

  @Test
  void namesShapesAndFilesAreThoseOfTheFormat() throws IOException {
    List<Trainee.Parameter> parameters = parameters("a", "b");
    Checkpoint checkpoint = new Checkpoint(folder);
    checkpoint.write(new CheckpointState(0, 12, 0, 0, Map.of()), parameters, optimizer(parameters));
    checkpoint.write(STATE, parameters, optimizer(parameters));
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("state.json", "tensors-3.safetensors");
    }
    Safetensors tensors = Safetensors.open(folder.resolve("tensors-3.safetensors"));
    assertThat(tensors.names())
        .containsExactly(
            "parameter.a", "parameter.b", "exp_avg.a", "exp_avg.b", "exp_avg_sq.a", "exp_avg_sq.b");
    assertThat(tensors.shape("parameter.a")).containsExactly(2, 1, 3);
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    write("a", "b");
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("tensors-3.safetensors").toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }
    refused("truncated", "a", "b");
    Files.delete(folder.resolve("tensors-3.safetensors"));
    refused("no file", "a", "b");
  }

  @Test
  void otherTensorsAreRefused() {
    write("a", "b");
    refused("lacks the tensor parameter.c", "a", "b", "c");
    refused("has the tensor parameter.b, which this training has no place for", "a");
    List<Trainee.Parameter> other =
        List.of(
            new Trainee.Parameter("a", new long[] {3, 2}, values()),
            new Trainee.Parameter("b", new long[] {2, 1, 3}, values()));
    assertThatThrownBy(() -> new Checkpoint(folder).read(other, optimizer(other)))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining(
            "tensor parameter.a is F32 [2, 1, 3], this training needs F32 [3, 2]");
  }

  @Test
  void aDamagedStateIsRefused() throws IOException {
    write("a");
    Path state = folder.resolve("state.json");
    String whole = Files.readString(state);
    Files.writeString(state, whole.substring(0, whole.length() / 2));
    assertThatThrownBy(() -> new Checkpoint(folder).state())
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("state.json is damaged: it is no JSON");
    Files.writeString(state, "{}");
    assertThatThrownBy(() -> new Checkpoint(folder).state())
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("state.json is no state of a checkpoint");
  }

  @Test
  void aFileInTheWayIsAnErrorOfTheOutput() throws IOException {
    Path file = Files.writeString(folder.resolve("mine"), "mine");
    List<Trainee.Parameter> parameters = parameters("a");
    assertThatThrownBy(() -> new Checkpoint(file).write(STATE, parameters, optimizer(parameters)))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("cannot write the checkpoint");
    assertThat(file).hasContent("mine");
  }

  private void write(String... names) {
    List<Trainee.Parameter> parameters = parameters(names);
    new Checkpoint(folder).write(STATE, parameters, optimizer(parameters));
  }

  private void refused(String message, String... names) {
    List<Trainee.Parameter> parameters = parameters(names);
    assertThatThrownBy(() -> new Checkpoint(folder).read(parameters, optimizer(parameters)))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining(message);
  }

  private Optimizer optimizer(List<Trainee.Parameter> parameters) {
    return OptimizerOptions.defaults(OptimizerOptions.Kind.ADAMW).open(parameters, arena);
  }

  private List<Trainee.Parameter> parameters(String... names) {
    return List.of(names).stream()
        .map(name -> new Trainee.Parameter(name, new long[] {2, 1, 3}, values()))
        .toList();
  }

  private MemorySegment values() {
    MemorySegment out = arena.allocate(6 * Float.BYTES, Float.BYTES);
    for (int i = 0; i < 6; i++) {
      out.setAtIndex(ValueLayout.JAVA_FLOAT, i, i - 2.5f);
    }
    return out;
  }

  private static float[] floats(MemorySegment values) {
    return values.toArray(ValueLayout.JAVA_FLOAT);
  }
}
