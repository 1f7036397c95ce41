package probe.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.facts.FactSet;
import probe.facts.FactSetReader;
import probe.facts.FactTokens;
import probe.model.LanguageModel;
import probe.ocr.OcrMethod;
import probe.tune.Method;
import probe.tune.Schedule;

/** What the options of {@code probe ocr} mean for a model. */
record OcrFlags(
    @Nullable String method,
    List<Path> tuned,
    boolean rows,
    double stopLoss,
    LoraFlags lora,
    TrainingFlags training) {
  private static final int EPOCHS = 20;
  // parts of attention hold what they are told after many more steps than whole models
  private static final int PART_EPOCHS = 100;
  private static final int BATCH = 40;
  // a hundred large steps from a standing start now and then ruin what the model knew
  private static final int WARMUP = 10;
  private static final double CLIP = 1;
  private static final Set<String> TRAINING = Set.of("full", "lora", "product");

  /** The sets of {@code files}, or those that ship in words that the model has. */
  static List<FactSet> sets(@Nullable List<Path> files, LanguageModel model) {
    if (files != null) {
      return files.stream().map(FactSetReader::read).toList();
    }
    List<FactSet> usual = ShippedFacts.sets().stream().map(FactSetReader::read).toList();
    // the pocket world's words are English too: tokenizers of pieces have them all
    return usual.stream().anyMatch(set -> FactTokens.of(set, model.requireTokenizer()).fits())
        ? usual
        : ShippedFacts.pocket().stream().map(FactSetReader::read).toList();
  }

  /**
   * How to teach {@code model}.
   *
   * @throws ProbeException if options do not go together
   */
  OcrMethod method(LanguageModel model) {
    if (!tuned.isEmpty()) {
      return elsewhere();
    }
    if (method == null) {
      throw ProbeException.input(
          "--method is missing: prompt, full, lora, only:values, only:outputs, only:factors or"
              + " product; or name a command, check or make");
    }
    if (rows && !method.equals("lora")) {
      throw ProbeException.input(
          "--rows is for --method lora; %s trains or freezes all rows alike".formatted(method));
    }
    if (method.equals("prompt")) {
      return new OcrMethod.Prompt();
    }
    if (!TRAINING.contains(method) && !method.startsWith("only:")) {
      throw ProbeException.input(
          "--method takes prompt, full, lora, product, only:values, only:outputs, only:factors or only:PATTERN, got '%s'"
              .formatted(method));
    }
    if (model.adapterHash() != null) {
      throw ProbeException.input(
          "--method %s trains a model's own weights, without the --adapter; write it into them first: probe merge"
              .formatted(method));
    }
    return tune(Method.parse(method, lora.read()), model);
  }

  /** Training by {@code how}, at the rate that goes with it. */
  OcrMethod tune(Method how, LanguageModel model) {
    int width = model.decoder().width(model.decoder().blocks());
    double rate = OcrRates.of(how, width);
    boolean part = how instanceof Method.Only || how instanceof Method.Product;
    int epochs = part ? PART_EPOCHS : EPOCHS;
    return new OcrMethod.Tune(
        how,
        rows,
        training.read(
            new TrainingFlags.Defaults(rate, Schedule.LINEAR, WARMUP, epochs, BATCH, 0.0, CLIP)),
        stopLoss);
  }

  private OcrMethod elsewhere() {
    if (method != null) {
      throw ProbeException.input(
          "--method %s and --tuned both say how the model is taught; pass one of them"
              .formatted(method));
    }
    for (Path model : tuned) {
      if (!Files.isRegularFile(model)) {
        throw ProbeException.input("no file %s; --tuned takes .onnx files".formatted(model));
      }
    }
    return new OcrMethod.Elsewhere(tuned);
  }
}
