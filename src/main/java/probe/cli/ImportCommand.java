package probe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.Companions;
import probe.OutputFolder;
import probe.ProbeException;
import probe.Provenance;
import probe.Sha256;
import probe.checkpoint.Checkpoint;
import probe.onnx.write.GraphWriter;
import probe.onnx.write.StoredWeight;
import probe.report.JsonFile;
import probe.tensor.DType;

/** {@code probe import}: a checkpoint of Hugging Face as a model.onnx. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    header = "Turns a Hugging Face checkpoint into an ONNX model.",
    description = {
      "Reads config.json and safetensors (one file, or several with an index) of the model types"
          + " gpt2 and llama, and writes model.onnx, its weights beside it in model.onnx.data where"
          + " they take more than 1.5 GB, manifest.json, and copies of the config and the"
          + " tokenizer.",
      ""
    })
final class ImportCommand implements Callable<Integer> {
  // graph and manifest, beside the weights
  private static final long ROOM = 10_000_000;

  @Parameters(
      paramLabel = "HF_DIR",
      description = "The folder with config.json and the safetensors.")
  private Path source = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the model.")
  private Path out = Path.of("");

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description =
          "How weights are stored, float32 or float16; the model computes in float32 (default:"
              + " ${DEFAULT-VALUE}).")
  private String dtype = "float32";

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  @Override
  public Integer call() throws IOException {
    DType type = type();
    Checkpoint checkpoint = Checkpoint.open(source);
    GraphWriter graph = checkpoint.graph(type);
    List<String> written = new ArrayList<>();
    try (OutputFolder folder = OutputFolder.prepare(out)) {
      folder.requireSpace(graph.weightBytes() + ROOM);
      write(checkpoint, graph, folder);
      try (var files = Files.list(folder.file(""))) {
        files.map(file -> String.valueOf(file.getFileName())).sorted().forEach(written::add);
      }
      folder.commit();
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + out, e);
    }
    checkpoint.notes().forEach(note -> main.console().say(spec.commandLine().getErr(), note));
    main.console()
        .say(
            spec.commandLine().getErr(),
            String.format(
                Locale.ROOT,
                "%s, %,d weights as %s, %s",
                checkpoint.modelType(),
                graph.weightBytes() / type.bytes(),
                dtype,
                checkpoint.tied() ? "head tied to the embedding" : "head of its own"));
    main.console()
        .say(
            spec.commandLine().getErr(),
            "wrote %s to %s".formatted(String.join(", ", written), out));
    return Exit.OK;
  }

  private DType type() {
    return switch (dtype) {
      case "float32" -> DType.F32;
      case "float16" -> DType.F16;
      default ->
          throw ProbeException.input("--dtype takes float32 or float16, got '" + dtype + "'");
    };
  }

  private void write(Checkpoint checkpoint, GraphWriter graph, OutputFolder folder)
      throws IOException {
    List<StoredWeight> stored;
    try (Console.Bar bar = main.console().bar("import", " bytes", graph.weightBytes())) {
      stored = graph.write(folder.file("model.onnx"), checkpoint, bar::advance);
    }
    JsonFile.write(folder.file("manifest.json"), manifest(checkpoint, stored));
    if (!Files.isSameFile(source, out)) {
      Companions.copy(source, folder);
    }
  }

  private Map<String, Object> manifest(Checkpoint checkpoint, List<StoredWeight> stored)
      throws IOException {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("probe_version", Provenance.version());
    manifest.put("command", main.commandLine());
    manifest.put("source", source.toString());
    List<Map<String, Object>> files = new ArrayList<>();
    for (Path file : checkpoint.files()) {
      Map<String, Object> described = new LinkedHashMap<>();
      described.put("name", String.valueOf(file.getFileName()));
      described.put("bytes", Files.size(file));
      described.put("sha256", Sha256.of(List.of(file)));
      files.add(described);
    }
    manifest.put("source_files", files);
    manifest.put("model_type", checkpoint.modelType());
    manifest.put("tied", checkpoint.tied());
    manifest.put("notes", checkpoint.notes());
    manifest.put("dtype", dtype);
    manifest.put("weights", stored.stream().mapToLong(weight -> weight.weight().count()).sum());
    manifest.put("round_trip", roundTrip(stored));
    manifest.put("tensors", stored.stream().map(ImportCommand::tensor).toList());
    manifest.put("config", checkpoint.config());
    return manifest;
  }

  /** The worst of what storing the weights changed; tensors are named where there is an error. */
  private static Map<String, Object> roundTrip(List<StoredWeight> stored) {
    Map<String, Object> out = new LinkedHashMap<>();
    put("max_absolute_error", StoredWeight::error, stored, out);
    put("max_relative_error", StoredWeight::relativeError, stored, out);
    return out;
  }

  private static void put(
      String name,
      ToDoubleFunction<StoredWeight> error,
      List<StoredWeight> stored,
      Map<String, Object> out) {
    StoredWeight worst = stored.stream().max(Comparator.comparingDouble(error)).orElseThrow();
    out.put(name, error.applyAsDouble(worst));
    if (error.applyAsDouble(worst) > 0) {
      out.put(name + "_tensor", worst.weight().name());
    }
  }

  private static Map<String, Object> tensor(StoredWeight stored) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", stored.weight().name());
    out.put("shape", stored.weight().shape());
    out.put("transposed", stored.weight().transposed());
    out.put("source_dtype", stored.from().longName());
    out.put("dtype", stored.to().longName());
    out.put("max_absolute_error", stored.error());
    out.put("max_relative_error", stored.relativeError());
    return out;
  }
}
