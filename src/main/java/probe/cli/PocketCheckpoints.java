package probe.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import probe.OutputFolder;
import probe.ProbeException;
import probe.pocket.FloorLine;
import probe.pocket.FloorReport;
import probe.tune.TunedModel;

/**
 * The steps after which a model in training is written as well, each to a folder of its own.
 *
 * @param target folder of the final model
 * @param wanted numbers of steps; 0 is the untrained start
 * @param steps of the whole training
 */
record PocketCheckpoints(Path target, SortedSet<Integer> wanted, int steps) {
  /** Scores a model file on the rows held back. */
  @FunctionalInterface
  interface Scorer {
    FloorReport score(Path model);
  }

  /**
   * Checks {@code wanted}, which may be in any order.
   *
   * @throws ProbeException if the training has no such step
   */
  static PocketCheckpoints of(Path target, List<Integer> wanted, int steps) {
    for (int step : wanted) {
      if (step < 0 || step > steps) {
        throw ProbeException.input(
            "--checkpoints takes steps from 0 (untrained) to --steps, which is %d, got %d"
                .formatted(steps, step));
      }
    }
    return new PocketCheckpoints(target, new TreeSet<>(wanted), steps);
  }

  /** The folder of the model after {@code step} steps. */
  Path folder(int step) {
    return target.resolve("checkpoints").resolve(String.format(Locale.ROOT, "step-%06d", step));
  }

  /** Writes {@code model} as it is after {@code step} steps, if that is wanted. */
  void write(int step, TunedModel model, String command, long seed, Scorer scorer)
      throws IOException {
    if (!wanted.contains(step)) {
      return;
    }
    try (OutputFolder folder = OutputFolder.prepare(folder(step))) {
      model.write(folder);
      FloorReport report = scorer.score(folder.file("model.onnx"));
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode json = mapper.createObjectNode();
      json.put("command", command).put("seed", seed).put("step", step).put("steps", steps);
      put(json, report.all());
      ObjectNode types = json.putObject("types");
      report.types().forEach(type -> put(types.putObject(type.name()), type));
      mapper
          .writerWithDefaultPrettyPrinter()
          .writeValue(folder.file("checkpoint.json").toFile(), json);
      folder.commit();
    }
  }

  /** As in the card of a model: in nats, on rows held back. */
  private static void put(ObjectNode json, FloorLine line) {
    json.put("tokens", line.targets())
        .put("floor", line.floor())
        .put("loss", line.loss())
        .put("excess", line.excess())
        .put("standard_error", line.standardError());
  }
}
