package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;
import probe.model.EditedHeads;
import probe.model.EditedModel;
import probe.model.ModelConfig;
import probe.model.TokenBatch;
import probe.onnx.TrainableGraph;

/** Arrays live as long as autograd needs them, and no longer. */
class ReplayMemoryTest {
  private static final TokenBatch BATCH =
      new TokenBatch(List.of(new int[] {1, 5, 9, 2, 7}, new int[] {1, 3, 3}));
  private static final long[] ROWS = {0, 1, 2, 3, 5, 6};
  private static final long[] TARGETS = {5, 9, 2, 7, 3, 3};

  @TempDir private Path folder;

  private static Path shared() {
    return SharedModels.require("llama-untied").resolve("model.onnx");
  }

  /** One thread, so that sums have one order. */
  private static Replay open(Path path) {
    return new Replay(
        TrainableGraph.open(path),
        ModelConfig.beside(SharedModels.require("llama-untied")),
        new Replay.Options(weight -> true, false, 1, Device.cpu()));
  }

  @Test
  void garbageCollectionBeforeBackwardChangesNothing() {
    try (Replay replay = open(shared())) {
      compare(replay);
    }
  }

  @Test
  void quantisedWeightsOutliveGarbageCollection() throws Exception {
    Path path =
        EditedModel.write(
            EditedHeads.int4Head(EditedModel.read(shared())), folder.resolve("m.onnx"));
    try (Replay replay = open(path)) {
      compare(replay);
    }
  }

  private static void compare(Replay replay) {
    List<float[]> quiet = gradients(replay, false);
    assertThat(quiet).anyMatch(g -> g[0] != 0);
    for (int trial = 0; trial < 3; trial++) {
      List<float[]> collected = gradients(replay, true);
      for (int i = 0; i < quiet.size(); i++) {
        assertThat(collected.get(i)).as(replay.trained().get(i).name()).isEqualTo(quiet.get(i));
      }
    }
  }

  private static List<float[]> gradients(Replay replay, boolean collect) {
    try (Replay.Run run = replay.run(BATCH, ROWS, true)) {
      PtNDArray loss = run.loss(TARGETS, TARGETS.length);
      if (collect) {
        collect();
      }
      run.backward(loss);
      List<float[]> out = new ArrayList<>();
      for (int i = 0; i < replay.trained().size(); i++) {
        PtNDArray gradient = run.gradient(i);
        out.add(gradient == null ? new float[1] : gradient.toFloatArray());
      }
      return out;
    }
  }

  private static void collect() {
    long bytes = 0;
    for (int i = 0; i < 4; i++) {
      for (int k = 0; k < 32; k++) {
        bytes += new byte[1 << 20].length;
      }
      System.gc();
    }
    assertThat(bytes).isPositive();
  }

  @Test
  void stepsLeaveNoArraysBehind() {
    try (Replay replay = open(shared())) {
      int before = 0;
      for (int step = 0; step < 320; step++) {
        try (Replay.Run run = replay.run(BATCH, ROWS, true)) {
          run.backward(run.loss(TARGETS, TARGETS.length));
          Objects.requireNonNull(run.gradient(0));
        }
        if (step == 10) {
          before = replay.liveArrays();
        }
      }
      assertThat(before).isPositive();
      assertThat(replay.liveArrays()).isEqualTo(before);
    }
  }
}
