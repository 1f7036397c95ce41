package probe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.OutputFolder;
import probe.ProbeException;
import probe.checkpoint.Checkpoint;
import probe.checkpoint.Importer;
import probe.tensor.DType;

/** {@code probe import}: a checkpoint of Hugging Face as a model.onnx. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    header = "Turns a Hugging Face checkpoint or a GGUF file into an ONNX model.",
    description = {
      "Writes model.onnx, its weights beside it in model.onnx.data where they take more than 1.5"
          + " GB, manifest.json, the config and the tokenizer. docs/import.md lists the families of"
          + " models that are read. --model takes the same sources and keeps the conversion in a"
          + " cache.",
      ""
    })
final class ImportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SOURCE",
      description =
          "A folder with config.json and safetensors, a .gguf file, or hf:org/name[@revision].")
  private String source = "";

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
    Checkpoint checkpoint =
        Checkpoint.open(Sources.local(source, main.console(), spec.commandLine().getErr()));
    Importer importer = new Importer(checkpoint, type);
    List<String> written = new ArrayList<>();
    List<String> notes;
    try (OutputFolder folder = OutputFolder.prepare(out);
        Console.Bar bar = main.console().bar("import", " bytes", importer.weightBytes())) {
      notes = importer.write(folder, source, main.commandLine(), bar::advance);
      try (var files = Files.list(folder.file(""))) {
        files.map(file -> String.valueOf(file.getFileName())).sorted().forEach(written::add);
      }
      folder.commit();
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + out, e);
    }
    notes.forEach(this::say);
    if (!checkpoint.dequantised().isEmpty()) {
      say("dequantised from " + checkpoint.dequantisedFrom());
    }
    say(
        String.format(
            Locale.ROOT,
            "%s, %,d weights as %s, %s",
            checkpoint.modelType(),
            importer.weights(),
            dtype,
            checkpoint.tied() ? "head tied to the embedding" : "head of its own"));
    say("wrote %s to %s".formatted(String.join(", ", written), out));
    return Exit.OK;
  }

  private void say(String line) {
    main.console().say(spec.commandLine().getErr(), line);
  }

  private DType type() {
    return switch (dtype) {
      case "float32" -> DType.F32;
      case "float16" -> DType.F16;
      default ->
          throw ProbeException.input("--dtype takes float32 or float16, got '" + dtype + "'");
    };
  }
}
