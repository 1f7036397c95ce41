package probe.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.facts.FactSet;
import probe.facts.FactSetReader;
import probe.facts.FactTokens;
import probe.model.LanguageModel;
import probe.ocr.OcrMethod;
import probe.tune.Method;

/** What the options of {@code probe ocr} mean for a model. */
record OcrFlags(
    String method, boolean rows, double stopLoss, LoraFlags lora, TrainingFlags training) {
  private static final int EPOCHS = 20;
  private static final int BATCH = 40;

  /** The sets of {@code files}, or those that ship in words that the model has. */
  static List<FactSet> sets(@Nullable List<Path> files, LanguageModel model) {
    if (files != null) {
      return files.stream().map(FactSetReader::read).toList();
    }
    List<FactSet> pocket = ShippedFacts.pocket().stream().map(FactSetReader::read).toList();
    return FactTokens.of(pocket.getFirst(), model.requireTokenizer()).fits()
        ? pocket
        : ShippedFacts.sets().stream().map(FactSetReader::read).toList();
  }

  /**
   * How to teach {@code model}.
   *
   * @throws ProbeException if options do not go together
   */
  OcrMethod method(LanguageModel model) {
    if (method.equals("prompt")) {
      return new OcrMethod.Prompt();
    }
    Method how = Method.parse(method, lora.read(List.of()));
    if (rows && !(how instanceof Method.Lora)) {
      throw ProbeException.input(
          "--rows is for --method lora; %s trains or freezes all rows alike".formatted(method));
    }
    int width = model.decoder().width(model.decoder().blocks());
    double rate = OcrRates.of(how, width);
    return new OcrMethod.Tune(
        how,
        rows,
        training.read(new TrainingFlags.Defaults(rate, EPOCHS, BATCH, 0.0)),
        stopLoss);
  }
}
