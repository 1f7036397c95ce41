package probe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.Companions;
import probe.JsonFile;
import probe.OutputFolder;
import probe.ProbeException;
import probe.Provenance;
import probe.onnx.AdapterFit;
import probe.onnx.LoraAdapter;
import probe.onnx.TrainableGraph;

/** {@code probe merge}: a model with an adapter's changes in its weights. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    header = "Writes a model with an adapter merged into its weights.",
    description =
        "Writes DIR/model.onnx, with its data file where the model has one, copies the tokenizer"
            + " and the configuration, and says in DIR/manifest.json where it all comes from.")
final class MergeCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "SOURCE",
      description = "The model: " + Sources.HELP + ".")
  private String model = "";

  @Option(
      names = "--adapter",
      required = true,
      paramLabel = "DIR",
      description = "The adapter: adapter.json and adapter.safetensors, or those of PEFT.")
  private Path adapter = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the merged model.")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  @Override
  public Integer call() throws IOException {
    TrainableGraph graph =
        TrainableGraph.open(
            Sources.find(model, main.console(), spec.commandLine().getErr()).file());
    AdapterFit fit = AdapterFit.of(graph, LoraAdapter.read(adapter));
    if (!fit.quantised().isEmpty()) {
      throw ProbeException.model(
          "%s keeps %s quantised, and merging would round the adapter away; pass --adapter %s to inspect, extract and run instead"
              .formatted(model, fit.quantised().values().iterator().next().module(), adapter));
    }
    Path folder = graph.file().folder();
    if (Files.exists(out) && Files.isSameFile(out, folder)) {
      throw ProbeException.output(
          "--out %s is the model's own folder, and the merged model would replace it; choose another"
              .formatted(out));
    }
    try (OutputFolder results = OutputFolder.prepare(out)) {
      long bytes = 0;
      for (Path file : graph.file().weightFiles()) {
        bytes += Files.size(file);
      }
      // a head that was the embedding and is so no more
      long split = Math.max(0, fit.graph().parameters() - graph.parameters());
      results.requireSpace(bytes + split * Float.BYTES);
      fit.graph().write(results.file("model.onnx"), fit.merged());
      Companions.copy(folder, results);
      JsonFile.write(results.file("manifest.json"), manifest(graph, fit));
      results.commit();
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + out, e);
    }
    main.console().say(spec.commandLine().getErr(), "wrote " + out.resolve("model.onnx"));
    return Exit.OK;
  }

  private Map<String, @Nullable Object> manifest(TrainableGraph graph, AdapterFit fit) {
    Map<String, @Nullable Object> manifest = new LinkedHashMap<>();
    manifest.put("probe_version", Provenance.version());
    manifest.put("command", main.commandLine());
    manifest.put("model", model);
    manifest.put("model_sha256", graph.file().sha256());
    manifest.put("adapter", adapter.toString());
    manifest.put("adapter_sha256", LoraAdapter.sha256(adapter));
    manifest.put("scale", fit.scale());
    manifest.put(
        "changed", fit.deltas().values().stream().map(layer -> layer.module()).sorted().toList());
    manifest.put("rows", fit.rows().values().stream().map(rows -> rows.module()).sorted().toList());
    manifest.put(
        "replaced", fit.full().values().stream().map(full -> full.parameter()).sorted().toList());
    return manifest;
  }
}
