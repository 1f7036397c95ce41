package probe.facts.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import probe.facts.Arm;
import probe.result.Analysis;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.Table;
import probe.result.Verdict;
import probe.stats.Interval;
import probe.stats.Seeds;

/**
 * Out-of-context reasoning (Huang et al. 2025, arXiv 2506.10887): whether training on facts and on
 * some of their implications makes a model infer the others, true or not.
 */
public final class OcrAnalysis {
  private static final String KIND = "ocr";
  private static final String QUESTION =
      "After training on facts of invented names and on implications of some of them, does the"
          + " model give the other names the implied answer, where the pairing is true in the world"
          + " (generalization) and where it is not (hallucination)?";

  // a rule must hold for at least four in five of what was tested
  private static final int MOST = 4;
  private static final int OF = 5;

  private final Experiment experiment;
  private final OcrSettings settings;
  private final long seed;
  private final Runs runs;
  private final List<Association> associations;
  private final List<Evidence> evidence;

  private OcrAnalysis(Experiment experiment, OcrSettings settings, long seed) {
    this.experiment = experiment;
    this.settings = settings;
    this.seed = seed;
    runs = new Runs(experiment);
    associations = runs.associations().stream().filter(Association::asked).toList();
    evidence = associations.stream().map(a -> Evidence.of(a, settings, seed)).toList();
  }

  /** Analyses {@code experiment} with the usual settings. */
  public static Analysis of(Experiment experiment, long seed) {
    return of(experiment, OcrSettings.DEFAULT, seed);
  }

  /** Analyses {@code experiment}; everything random is drawn from {@code seed}. */
  public static Analysis of(Experiment experiment, OcrSettings settings, long seed) {
    return new OcrAnalysis(experiment, settings, Seeds.of(seed, experiment.probe())).analysis();
  }

  private Analysis analysis() {
    String probe = experiment.probe();
    List<Finding> transfers = new TransferFindings(probe, settings).of(evidence);
    List<Finding> controls = new ControlFindings(probe, settings).of(evidence);
    Pooled pooled = new Pooled(associations, settings.draws(), seed);
    Dependence dependence = Dependence.of(runs, settings.draws(), seed);
    List<Finding> findings = new ArrayList<>(transfers);
    findings.addAll(controls);
    findings.addAll(untested());
    List<Table> tables = new ArrayList<>();
    List<Figure> figures = List.of();
    if (!evidence.isEmpty()) {
      tables.add(ScoreTable.of(evidence, transfers, pooled));
      tables.add(
          PublishedTable.of(
              experiment.model(), associations, settings.huang2025(), settings.draws(), seed));
      if (!dependence.points().isEmpty()) {
        tables.add(dependence.table());
      }
      tables.add(new MarginTable(settings.draws(), seed).of(runs));
      tables.addAll(new MeasureTables(settings.draws(), seed).of(associations));
      figures = new Pictures(settings.draws(), seed).of(runs, associations, dependence);
    }
    return new Analysis(
        probe,
        KIND,
        QUESTION,
        verdict(transfers, leaks()),
        summary(transfers, pooled),
        described(),
        findings,
        figures,
        tables,
        OcrNotes.of(runs, evidence, dependence));
  }

  private List<Finding> untested() {
    List<Finding> out = new ArrayList<>();
    for (Untested set : experiment.untested()) {
      out.add(untested(set.set(), set.reason()));
    }
    for (String set : runs.sets()) {
      if (associations.stream().noneMatch(a -> a.set().equals(set))) {
        out.add(
            untested(
                set,
                runs.ruled(set).findAny().isPresent()
                    ? "no test implication was asked in the words of training"
                    : "no arm with a rule was run"));
      }
    }
    return out;
  }

  private Finding untested(String set, String reason) {
    return Finding.untested(
        experiment.probe() + "/" + set,
        set + ": names whose implication nobody told take the implied answer",
        set,
        reason);
  }

  /** Whether a shuffled control shows transfer: then something else than the rule does it. */
  private boolean leaks() {
    return evidence.stream()
        .filter(e -> e.of().arm() != Arm.TRUE)
        .flatMap(e -> e.control(Arm.SHUFFLED).stream())
        .anyMatch(ControlFindings::leaks);
  }

  private static Verdict verdict(List<Finding> transfers, boolean leaks) {
    long supported = count(transfers, Verdict.SUPPORTED);
    long not = count(transfers, Verdict.NOT_SUPPORTED);
    if (!transfers.isEmpty() && supported * OF >= (long) MOST * transfers.size()) {
      return leaks ? Verdict.CANNOT_TELL : Verdict.SUPPORTED;
    }
    return not * OF > (long) (OF - MOST) * transfers.size()
        ? Verdict.NOT_SUPPORTED
        : Verdict.CANNOT_TELL;
  }

  private static long count(List<Finding> findings, Verdict verdict) {
    return findings.stream().filter(f -> f.verdict() == verdict).count();
  }

  private String summary(List<Finding> transfers, Pooled pooled) {
    if (transfers.isEmpty()) {
      return "Nothing could be tested.";
    }
    String scores =
        IntStream.of(1, 0)
            .mapToObj(i -> score(transfers, pooled.score(i == 1), i == 1))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    int classes = associations.getFirst().classes();
    boolean alike = associations.stream().allMatch(a -> a.classes() == classes);
    String ranks =
        evidence.stream()
            .map(e -> e.of().id() + " " + Wording.number(e.rank().estimate()))
            .collect(Collectors.joining(", "));
    return "%s (1 is the implied answer always, 0 chance). Mean rank of test implications%s: %s."
        .formatted(
            scores.substring(0, 1).toUpperCase(Locale.ROOT) + scores.substring(1),
            alike
                ? " among the %s (chance %s)"
                    .formatted(
                        Wording.count(classes), Wording.number(Measure.RANK_ASKED.chance(classes)))
                : "",
            ranks);
  }

  private String score(List<Finding> transfers, Pooled.Score score, boolean generalise) {
    if (score.associations() == 0) {
      return "";
    }
    long supported =
        IntStream.range(0, evidence.size())
            .filter(i -> (evidence.get(i).of().arm() == Arm.TRUE) == generalise)
            .filter(i -> transfers.get(i).verdict() == Verdict.SUPPORTED)
            .count();
    Interval transfer = score.transfer();
    return "%s %s, supported for %d of %d associations"
        .formatted(
            generalise ? "generalization" : "hallucination",
            Wording.interval(transfer),
            supported,
            score.associations());
  }

  private Map<String, Object> described() {
    Map<String, Object> out = new TreeMap<>(experiment.settings());
    out.putAll(settings.byName());
    out.put("method", experiment.method());
    out.put("model", experiment.model());
    return out;
  }
}
