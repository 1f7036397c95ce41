package probe.cli;

import java.util.List;
import java.util.Set;
import probe.ProbeException;
import probe.facts.FactSet;
import probe.model.LanguageModel;
import probe.ocr.OcrExperiment;
import probe.ocr.OcrOptions;
import probe.plan.Run;

/** The part of a run that asks for out-of-context reasoning: small enough to wait for. */
final class OcrSection {
  private static final List<String> METHODS = List.of("prompt", "lora", "full", "none");
  // a pairing that is true in the world, and one that is not
  private static final Set<String> SETS =
      Set.of("city-language", "country-code", "city-language-pocket", "country-code-pocket");

  private OcrSection() {}

  /**
   * Makes sure that there is such a method.
   *
   * @throws ProbeException if there is none
   */
  static void require(String method) {
    if (!METHODS.contains(method)) {
      throw ProbeException.input(
          "--ocr takes one of %s, got '%s'".formatted(String.join(", ", METHODS), method));
    }
  }

  /** The experiment, or nothing. */
  static List<Run.Experiment> of(String method, LanguageModel model, long seed) {
    if (method.equals("none")) {
      return List.of();
    }
    List<FactSet> sets =
        OcrFlags.sets(null, model).stream().filter(set -> SETS.contains(set.name())).toList();
    OcrFlags flags =
        new OcrFlags(
            method, List.of(), method.equals("lora"), 0, new LoraFlags(), new TrainingFlags());
    OcrOptions options =
        new OcrOptions(sets, flags.method(model), List.of(), 0, List.of(), false, null, seed);
    return List.of(new OcrExperiment(model, options, false, seed));
  }
}
