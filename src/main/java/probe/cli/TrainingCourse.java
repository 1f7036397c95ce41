package probe.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.compare.Need;
import probe.compare.Subject;
import probe.model.Device;
import probe.model.LanguageModel;
import probe.result.RunDocument;

/**
 * A pocket model at points of its training: the folders that {@code probe pocket train
 * --checkpoints} wrote, with what linearity is there.
 */
record TrainingCourse(Path folder, long seed, int threads) {
  private static final String REMEDY =
      "pass the checkpoints folder that `probe pocket train --checkpoints` wrote";

  /** One point, before anything was measured. */
  private record Checkpoint(Path folder, int step, double excess) {}

  /**
   * Makes sure that there are points.
   *
   * @throws ProbeException as when they are read
   */
  void require() {
    checkpoints();
  }

  /**
   * Measures every point, from the first step to the last.
   *
   * @throws ProbeException if the folder has none, or one cannot be read
   */
  List<Subject.Point> read(Console console) {
    List<Checkpoint> all = checkpoints();
    List<Subject.Point> out = new ArrayList<>();
    try (Console.Bar bar = console.bar("checkpoints", " points", all.size())) {
      for (Checkpoint checkpoint : all) {
        out.add(new Subject.Point(checkpoint.step(), checkpoint.excess(), measured(checkpoint)));
        bar.stepTo(out.size());
      }
    }
    return out;
  }

  private RunDocument measured(Checkpoint checkpoint) {
    LanguageModel.Options options = new LanguageModel.Options(null, Device.CPU, threads, null);
    try (LanguageModel model =
        LanguageModel.open(checkpoint.folder().resolve("model.onnx"), options)) {
      return new CompareRuns(model, seed, checkpoint.folder())
          .plan(Set.of(Need.LINEARITY))
          .getFirst()
          .execute((what, done, total) -> {});
    }
  }

  private List<Checkpoint> checkpoints() {
    if (!Files.isDirectory(folder)) {
      throw ProbeException.input("--checkpoints: no folder %s; %s".formatted(folder, REMEDY));
    }
    try (var entries = Files.list(folder)) {
      List<Checkpoint> out = new ArrayList<>();
      for (Path entry : entries.sorted().toList()) {
        if (Files.isRegularFile(entry.resolve("checkpoint.json"))) {
          out.add(checkpoint(entry));
        }
      }
      if (out.isEmpty()) {
        throw ProbeException.input(
            "--checkpoints: no step-*/checkpoint.json in %s; %s".formatted(folder, REMEDY));
      }
      out.sort(Comparator.comparingInt(Checkpoint::step));
      return out;
    } catch (IOException e) {
      throw ProbeException.input("cannot read %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static Checkpoint checkpoint(Path folder) {
    Path file = folder.resolve("checkpoint.json");
    try {
      JsonNode json = new ObjectMapper().readTree(file.toFile());
      return new Checkpoint(
          folder, number(json.get("step"), "step", file).intValue(), excess(json, file));
    } catch (IOException e) {
      throw ProbeException.input(
          "%s is no JSON: %s; %s".formatted(file, e.getMessage(), REMEDY), e);
    }
  }

  private static double excess(JsonNode json, Path file) {
    return number(json.get("excess"), "excess", file).doubleValue();
  }

  private static Number number(@Nullable JsonNode value, String name, Path file) {
    if (value == null || !value.isNumber()) {
      throw ProbeException.input("%s has no number %s; %s".formatted(file, name, REMEDY));
    }
    return value.numberValue();
  }
}
