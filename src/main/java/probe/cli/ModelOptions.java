package probe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import probe.ProbeException;
import probe.model.Device;
import probe.model.LanguageModel;
import probe.source.ModelSource;

/** Which model, and where it runs. */
final class ModelOptions {
  @Option(
      names = "--model",
      paramLabel = "SOURCE",
      description =
          "The model: "
              + Sources.HELP
              + " (default: models/pocket-gpt2, which comes along). See docs/sources.md.")
  private @Nullable String model;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description = "The tokenizer.json (default: the one beside the model).")
  private @Nullable Path tokenizer;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, cuda or cuda:n (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of ONNX Runtime (default: one per core).")
  private @Nullable Integer threads;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description =
          "Applies the adapter in DIR: adapter.json and adapter.safetensors, or those of PEFT. The"
              + " model's files stay as they are.")
  private @Nullable Path adapter;

  /** The options that change what a model gives, as they are typed. */
  List<String> command() {
    List<String> out = new ArrayList<>(List.of("--model", name()));
    if (tokenizer != null) {
      out.addAll(List.of("--tokenizer", tokenizer.toString()));
    }
    if (adapter != null) {
      out.addAll(List.of("--adapter", adapter.toString()));
    }
    if (!device.equals("cpu")) {
      out.addAll(List.of("--device", device));
    }
    return out;
  }

  /** Whether the model is the one that comes along, as it is. */
  boolean isShipped() {
    return model == null && adapter == null;
  }

  /** The model as it is named, or the file of the one that comes along. */
  String name() {
    return model == null ? ShippedModels.model().toString() : model;
  }

  private void sayIfShipped(Console console, PrintWriter err) {
    if (model == null) {
      console.say(err, "no --model: using " + ShippedModels.model());
    }
  }

  /** The device that is asked for. */
  Device device() {
    return Device.parse(device);
  }

  /**
   * Makes sure that no adapter is asked for.
   *
   * @throws ProbeException if one is
   */
  void refuseAdapter() {
    if (adapter != null) {
      throw ProbeException.input(
          "--adapter %s: only a model's own weights are trained; write the adapter into them first: probe merge"
              .formatted(adapter));
    }
  }

  /** Opens the model on the CPU, whatever the device, and says which where none was named. */
  LanguageModel openOnCpu(Console console, PrintWriter err) {
    sayIfShipped(console, err);
    return open(Device.CPU, console, err);
  }

  /** Opens the model, and says which it is where none was named. */
  LanguageModel open(Console console, PrintWriter err) {
    sayIfShipped(console, err);
    return open(device(), console, err);
  }

  private LanguageModel open(Device where, Console console, PrintWriter err) {
    int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (count < 1 || count > 1024) {
      throw ProbeException.input("--threads must be within [1, 1024], got " + count);
    }
    ModelSource source = Sources.find(name(), console, err);
    return LanguageModel.open(
        source.file(), new LanguageModel.Options(tokenizer, where, count, adapter, source.name()));
  }
}
