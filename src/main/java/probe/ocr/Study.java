package probe.ocr;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.Provenance;
import probe.Sha256;
import probe.algebra.Parallel;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.facts.FactTokens;
import probe.facts.Hygiene;
import probe.facts.Question;
import probe.facts.measure.Experiment;
import probe.facts.measure.Trial;
import probe.facts.measure.Untested;
import probe.model.EndLogits;
import probe.model.LanguageModel;
import probe.ocr.inside.Inside;
import probe.ocr.inside.InsideTrial;
import probe.onnx.OnnxFile;
import probe.onnx.TrainableGraph;
import probe.stats.Seeds;

/** One model and one method: every fact set, arm and seed. */
public final class Study {
  // of a model up to this size, several are trained side by side, each on one core
  private static final long SMALL = 20_000_000;

  private final LanguageModel model;
  private final OcrOptions options;
  private final List<Untested> untested = new ArrayList<>();
  private final List<Job> jobs = new ArrayList<>();
  private final Map<String, FactTokens> tokens = new HashMap<>();
  private @Nullable Boolean small;

  /** Told how many trials are done. */
  @FunctionalInterface
  public interface Progress {
    void done(int trials, int total);
  }

  /**
   * Plans the trials.
   *
   * @throws ProbeException if a set is refused and that is not to be merely reported, if there are
   *     two of one name, or if no set has any of the arms
   */
  public Study(LanguageModel model, OcrOptions options) {
    this.model = model;
    this.options = options;
    Set<String> names = new HashSet<>();
    for (FactSet set : options.sets()) {
      if (!names.add(set.name())) {
        throw ProbeException.input(
            "%s: there are two fact sets '%s'; name one of them otherwise"
                .formatted(set.file(), set.name()));
      }
      Hygiene.Report report = Hygiene.check(set, model.requireTokenizer(), model.contextLimit());
      if (options.strict()) {
        report.require();
      }
      if (report.refused().isEmpty()) {
        tokens.put(set.name(), FactTokens.of(set, model.requireTokenizer()));
        plan(set);
      } else {
        untested.add(new Untested(set.name(), report.refused().getFirst().what()));
      }
    }
    if (options.strict() && jobs.isEmpty()) {
      throw ProbeException.input(
          "no fact set has an arm of %s that can be run; they have %s"
              .formatted(
                  options.arms(),
                  options.sets().stream().flatMap(s -> s.arms().stream()).distinct().toList()));
    }
  }

  private void plan(FactSet set) {
    int seeds = options.seeds() > 0 ? options.seeds() : set.seeds();
    List<Integer> told =
        options.training().isEmpty() ? List.of(set.training()) : options.training();
    // refused now, not after hours
    told.forEach(training -> Design.of(set, set.arms().getFirst(), 0, training));
    int before = jobs.size();
    for (int seed = 0; seed < seeds; seed++) {
      for (Arm arm : set.arms()) {
        if (!options.arms().isEmpty() && !options.arms().contains(arm)) {
          continue;
        }
        if (arm == Arm.NO_IMPLICATION) {
          // however many would be told
          jobs.add(new Job(set, arm, seed, set.training()));
          continue;
        }
        for (int training : told) {
          if (training == 0 && arm == Arm.SHUFFLED) {
            continue; // there is nothing to permute
          }
          jobs.add(new Job(set, arm, seed, training));
        }
      }
    }
    if (jobs.size() == before) {
      untested.add(new Untested(set.name(), "none of its arms was to be run"));
    }
  }

  /** Number of trials. */
  public int trials() {
    return jobs.size();
  }

  /**
   * What came of it.
   *
   * @param inside what the trials changed inside, of those that were looked into
   */
  public record Outcome(Experiment experiment, List<InsideTrial> inside) {
    public Outcome {
      inside = List.copyOf(inside);
    }
  }

  /** Makes every trial that is not there from an earlier run. */
  public Experiment run(Progress progress) {
    return outcome(progress).experiment();
  }

  /** The same, with what changed inside. */
  public Outcome outcome(Progress progress) {
    TrialFiles files = new TrialFiles(options.kept(), settings());
    Map<Job, Done> done = new LinkedHashMap<>();
    List<Job> left = new ArrayList<>();
    for (Job job : jobs) {
      Optional<Done> trial = files.read(job, looksInside(job));
      trial.ifPresentOrElse(t -> done.put(job, t), () -> left.add(job));
    }
    progress.done(done.size(), jobs.size());
    AtomicInteger count = new AtomicInteger(done.size());
    List<Done> made =
        make(
            left,
            (job, trial) -> {
              files.write(job, trial);
              progress.done(count.incrementAndGet(), jobs.size());
            });
    for (int i = 0; i < made.size(); i++) {
      done.put(left.get(i), made.get(i));
    }
    List<Trial> trials = new ArrayList<>();
    List<InsideTrial> inside = new ArrayList<>();
    for (Job job : jobs) {
      Done one = Objects.requireNonNull(done.get(job));
      trials.add(one.trial());
      Inside changed = one.inside();
      if (changed != null) {
        inside.add(new InsideTrial(one.trial().design(), changed));
      }
    }
    Experiment experiment =
        new Experiment("ocr", name(), options.method().toString(), described(), trials, untested);
    return new Outcome(experiment, inside);
  }

  /** Whether what {@code job} changes inside is looked at: of large models in the first seed. */
  private boolean looksInside(Job job) {
    return options.inside()
        && options.method() instanceof OcrMethod.Tune
        && (job.seed() == 0 || isSmall());
  }

  private boolean isSmall() {
    if (small == null) {
      small = TrainableGraph.open(file()).parameters() <= SMALL;
    }
    return small;
  }

  @FunctionalInterface
  private interface Kept {
    void accept(Job job, Done trial);
  }

  private List<Done> make(List<Job> left, Kept kept) {
    if (left.isEmpty()) {
      return List.of();
    }
    Map<String, Map<String, Scoring.Answer>> before = new HashMap<>();
    try (EndLogits logits = new EndLogits(model)) {
      for (Job job : left) {
        before.computeIfAbsent(
            job.set().name(), name -> new Scoring(tokens(job), logits::of).answers(prompts(job)));
      }
      if (options.method() instanceof OcrMethod.Prompt) {
        return inTurn(left, kept, job -> prompted(job, answers(before, job), logits));
      }
    }
    if (options.method() instanceof OcrMethod.Elsewhere elsewhere) {
      return inTurn(left, kept, job -> brought(job, answers(before, job), elsewhere));
    }
    OcrMethod.Tune method = (OcrMethod.Tune) options.method();
    boolean small = isSmall();
    Trainings trainings =
        new Trainings(file(), model.device(), small ? 1 : model.threads(), method, options.seed());
    Function<Job, Done> train =
        job -> trainings.run(job, tokens(job), answers(before, job), looksInside(job));
    return small
        ? Parallel.map(left.size(), i -> one(left.get(i), kept, train))
        : inTurn(left, kept, train);
  }

  private static List<Done> inTurn(List<Job> left, Kept kept, Function<Job, Done> trial) {
    return left.stream().map(job -> one(job, kept, trial)).toList();
  }

  private static Done one(Job job, Kept kept, Function<Job, Done> trial) {
    Done made = trial.apply(job);
    kept.accept(job, made);
    return made;
  }

  private static Map<String, Scoring.Answer> answers(
      Map<String, Map<String, Scoring.Answer>> before, Job job) {
    return Objects.requireNonNull(before.get(job.set().name()));
  }

  private Done brought(Job job, Map<String, Scoring.Answer> before, OcrMethod.Elsewhere elsewhere) {
    Design design = job.design();
    LanguageModel.Options opening =
        new LanguageModel.Options(model.requireTokenizer().file(), model.device(), model.threads());
    try (LanguageModel tuned = LanguageModel.open(elsewhere.models().get(job.seed()), opening);
        EndLogits logits = new EndLogits(tuned)) {
      return new Done(
          new Trial(
              design,
              Trainings.before(design, before),
              new Scoring(tokens(job), logits::of).score(design.questions(), Question::prompt)),
          null);
    }
  }

  private Done prompted(Job job, Map<String, Scoring.Answer> before, EndLogits logits) {
    Design design = job.design();
    Contexts contexts =
        new Contexts(
            design,
            model.requireTokenizer(),
            model.contextLimit(),
            Seeds.of(options.seed(), job.seed()));
    // tokens of its own: no other trial has these prompts
    FactTokens own = FactTokens.of(job.set(), model.requireTokenizer());
    return new Done(
        new Trial(
            design,
            Trainings.before(design, before),
            new Scoring(own, logits::of).score(design.questions(), contexts::text)),
        null);
  }

  private FactTokens tokens(Job job) {
    return Objects.requireNonNull(tokens.get(job.set().name()));
  }

  /**
   * What any arm and seed of the job's set asks: names and templates are the same in all. Sorted,
   * so that batches, and with them the last bits, are the same whichever job is the first.
   */
  private static List<String> prompts(Job job) {
    return job.design().questions().stream().map(Question::prompt).distinct().sorted().toList();
  }

  private Path file() {
    return model.decoder().file().path();
  }

  private String name() {
    Path file = file();
    Path folder = file.getParent();
    return folder == null ? file.toString() : String.valueOf(folder.getFileName());
  }

  private Map<String, Object> described() {
    Map<String, Object> out = new TreeMap<>();
    out.put("seed", options.seed());
    if (options.method() instanceof OcrMethod.Tune tune) {
      out.putAll(tune.method().settings());
      out.putAll(tune.training().settings());
      out.put("--epochs", tune.training().epochs());
      out.put("--stop-loss", tune.stopLoss());
      out.put("--rows", tune.rows());
    }
    if (options.method() instanceof OcrMethod.Elsewhere elsewhere) {
      out.put("--tuned", elsewhere.models().stream().map(Path::toString).toList());
    }
    return out;
  }

  /** Whatever changes what a trial gives. */
  private Map<String, String> settings() {
    Map<String, String> out = new TreeMap<>();
    described().forEach((name, value) -> out.put(name, value.toString()));
    out.put("model", Sha256.of(model.decoder().file().weightFiles()));
    out.put("adapter", String.valueOf(model.adapterHash()));
    out.put("tokenizer", Sha256.of(List.of(model.requireTokenizer().file())));
    out.put("method", options.method().toString());
    out.put("version", Provenance.version());
    if (options.method() instanceof OcrMethod.Elsewhere elsewhere) {
      // the paths alone do not say what is there now
      out.put(
          "tuned",
          elsewhere.models().stream()
              .map(tuned -> OnnxFile.open(tuned).sha256())
              .collect(Collectors.joining(" ")));
    }
    return out;
  }
}
