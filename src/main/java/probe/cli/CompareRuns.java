package probe.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import probe.ProbeException;
import probe.compare.Need;
import probe.concept.Library;
import probe.facts.Arm;
import probe.facts.FactSet;
import probe.model.LanguageModel;
import probe.model.Tokenizer;
import probe.ocr.OcrExperiment;
import probe.ocr.OcrMethod;
import probe.ocr.OcrOptions;
import probe.plan.Run;
import probe.plan.RunPlan;
import probe.result.RunDocument;
import probe.tune.Method;

/** What predictions have to know of one model, as runs. */
final class CompareRuns {
  private static final List<Integer> TOLD = List.of(0, 1, 2, 4, 8);
  private static final List<Integer> RANKS = List.of(1, 2, 8);
  private static final double ALPHA = 16;

  // one true pairing, one that contradicts it, one of nothing
  private static final List<String> TAUGHT =
      List.of("city-language", "city-language-counterfactual", "country-code");
  private static final List<Arm> MADE_UP = List.of(Arm.COUNTERFACTUAL, Arm.SPURIOUS);

  private final LanguageModel model;
  private final long seed;
  private final Path kept;

  /**
   * Runs on one model.
   *
   * @param kept where finished trials are kept, so that the same command can go on
   */
  CompareRuns(LanguageModel model, long seed, Path kept) {
    this.model = model;
    this.seed = seed;
    this.kept = kept;
  }

  /** A run, and what it is called. */
  record Planned(String name, Run run) {
    RunDocument execute(Run.Progress progress) {
      return run.execute(progress);
    }
  }

  /** All that {@code needs} ask for. */
  List<Planned> plan(Set<Need> needs) {
    List<Planned> out = new ArrayList<>();
    List<String> kinds =
        needs.stream().map(Need::kind).filter(kind -> !kind.isEmpty()).sorted().toList();
    if (!kinds.isEmpty()) {
      out.add(probes(kinds));
    }
    List<FactSet> sets = sets();
    if (needs.contains(Need.TAUGHT)) {
      out.add(taught("full", new Method.Full(), sets, List.of(), List.of(), true));
    }
    if (needs.contains(Need.SEVERAL_TOLD)) {
      out.add(taught("told", new Method.Full(), madeUp(sets), MADE_UP, TOLD, false));
    }
    if (needs.contains(Need.PARTS)) {
      for (Method how : List.of(new Method.Only(Method.FACTORS), new Method.Product())) {
        String name = how instanceof Method.Product ? "product" : "factors";
        out.add(taught(name, how, madeUp(sets), MADE_UP, List.of(), false));
      }
    }
    if (needs.contains(Need.RANKS)) {
      for (int rank : RANKS) {
        Method how = new Method.Lora(rank, ALPHA, Method.Targets.ATTENTION, List.of(), 1);
        out.add(taught("rank-" + rank, how, madeUp(sets), MADE_UP, List.of(), false));
      }
    }
    return out;
  }

  /** What a model has to be taught for. */
  static Set<Need> teaching() {
    return EnumSet.of(Need.TAUGHT, Need.SEVERAL_TOLD, Need.PARTS, Need.RANKS);
  }

  private Planned probes(List<String> kinds) {
    Tokenizer tokenizer = model.requireTokenizer();
    Library shipped = ShippedProbes.of(null).library(text -> tokenizer.unknownWord(text).isEmpty());
    Library wanted =
        new Library(
            shipped.wordPairs(),
            shipped.contextPairs(),
            shipped.categories(),
            shipped.probeFiles().stream().filter(file -> kinds.contains(file.kind())).toList());
    return new Planned("probes", new Run(model, RunPlan.of(model, wanted), options(), List.of()));
  }

  private List<FactSet> sets() {
    return OcrFlags.sets(null, model).stream()
        .filter(set -> TAUGHT.contains(set.name().replace("-pocket", "")))
        .toList();
  }

  private static List<FactSet> madeUp(List<FactSet> sets) {
    return sets.stream().filter(set -> set.arms().stream().anyMatch(MADE_UP::contains)).toList();
  }

  private Planned taught(
      String name,
      Method how,
      List<FactSet> sets,
      List<Arm> arms,
      List<Integer> told,
      boolean inside) {
    if (sets.isEmpty()) {
      throw ProbeException.input("no fact set that comes with probe has a made-up pairing");
    }
    boolean rows = how instanceof Method.Lora;
    OcrFlags flags = new OcrFlags(null, List.of(), rows, 0, new LoraFlags(), new TrainingFlags());
    OcrMethod method = flags.tune(how, model);
    OcrOptions options =
        new OcrOptions(sets, method, arms, 0, told, false, kept.resolve(name), seed, inside);
    return new Planned(
        name,
        new Run(
            model,
            RunPlan.withoutProbes(model),
            options(),
            List.of(new OcrExperiment(model, options, false, seed))));
  }

  private Run.Options options() {
    return new Run.Options(
        Main.commandLine(List.of("probe", "compare", "--model", model.name())), seed, 0, null);
  }
}
