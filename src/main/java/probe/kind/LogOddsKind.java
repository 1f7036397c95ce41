package probe.kind;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import probe.concept.ProbeFile;
import probe.geometry.ContextLogits;
import probe.geometry.LogOdds;
import probe.geometry.LogOddsComponents;
import probe.geometry.Space;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Table;
import probe.result.Verdict;
import probe.stats.Interval;
import probe.stats.PermutationTest;

/** Are the log-odds of counterfactual pairs the same in every context? */
@AutoService(ProbeKind.class)
public final class LogOddsKind implements ProbeKind {
  private static final String COMMON = "/common";
  private static final String QUESTION =
      "Are the log-odds of a concept's pairs the same whatever the context (arXiv 2403.03867,"
          + " Theorem 3), and where they change, do all pairs change together?";

  @Override
  public String name() {
    return "log-odds";
  }

  @Override
  public Probe read(ProbeFile file) {
    return new LogOddsProbe(
        file.name(),
        file.number("margin", 0.1, 0.001, 0.99),
        file.integer("contexts", 300, 8, 100_000),
        file.integer("draws", 999, 99, 1_000_000),
        file.integer("bootstrap", 2000, 200, 1_000_000),
        file.settings());
  }

  /**
   * One probe.
   *
   * @param margin variance over contexts, as a share of that of random words, up to which log-odds
   *     count as constant
   * @param contexts the most contexts that are used
   */
  private record LogOddsProbe(
      String name,
      double margin,
      int contexts,
      int draws,
      int bootstrap,
      Map<String, Object> settings)
      implements Probe {

    /** A context and the template that it is from. */
    private record Source(int[] context, String template) {}

    @Override
    public void plan(Corpus corpus, Needs needs) {
      sources(corpus).forEach(s -> needs.state(needs.blocks(), s.context()));
    }

    /** Different contexts of the run, evenly spaced where there are too many. */
    private List<Source> sources(Corpus corpus) {
      Map<java.nio.IntBuffer, Source> all = new LinkedHashMap<>();
      for (Corpus.ContextTokens list : corpus.contexts()) {
        for (Corpus.ContextRow row : list.rows()) {
          // the translations of a sentence are one group, whatever the languages
          String template = list.pairs().file() + "/" + row.template();
          for (int[] context : List.of(row.left(), row.right())) {
            all.putIfAbsent(java.nio.IntBuffer.wrap(context), new Source(context, template));
          }
        }
      }
      List<Source> sources = List.copyOf(all.values());
      if (sources.size() <= contexts) {
        return sources;
      }
      List<Source> some = new ArrayList<>();
      for (int i = 0; i < contexts; i++) {
        some.add(sources.get((int) ((long) i * sources.size() / contexts)));
      }
      return some;
    }

    @Override
    public Analysis analyse(Corpus corpus, Vectors vectors, long seed) {
      Draft draft = new Draft(name, "log-odds", QUESTION, settings);
      List<Source> sources = sources(corpus);
      Optional<Space> space = draft.space(vectors, Vectors.EUCLIDEAN);
      if (space.isPresent() && !sources.isEmpty()) {
        double[][] states =
            sources.stream()
                .map(s -> vectors.state(vectors.blocks(), s.context()))
                .toArray(double[][]::new);
        ContextLogits logits = ContextLogits.of(vectors.logitTable(states));
        int[] groups = groups(sources);
        List<LogOdds> measured = new ArrayList<>();
        for (Corpus.ConceptWords concept : corpus.concepts()) {
          measured.add(
              LogOdds.of(space.get(), logits, groups, concept.tokens(), draws, bootstrap, seed));
        }
        draft.add(findings(measured, seed));
        draft.add(table(measured));
      } else {
        draft.note("No contexts in this run.");
      }
      Steered.noteDropped(corpus, draft);
      // constant log-odds leave nothing to have in common: the two claims are counted apart
      List<Finding> common =
          draft.findings().stream().filter(f -> f.id().endsWith(COMMON)).toList();
      List<Finding> constant =
          draft.findings().stream().filter(f -> !f.id().endsWith(COMMON)).toList();
      return draft.done(
          Verdicts.overall(constant),
          "Constant over contexts: %s. Moved together by contexts: %s."
              .formatted(
                  Verdicts.counts(constant, "concepts"), Verdicts.counts(common, "concepts")));
    }

    private static int[] groups(List<Source> sources) {
      Map<String, Integer> numbers = new LinkedHashMap<>();
      return sources.stream()
          .mapToInt(
              s -> {
                numbers.putIfAbsent(s.template(), numbers.size());
                return numbers.getOrDefault(s.template(), 0);
              })
          .toArray();
    }

    private List<Finding> findings(List<LogOdds> measured, long seed) {
      List<LogOdds> tested = measured.stream().filter(m -> m.untested().isEmpty()).toList();
      List<HypothesisTest> less =
          Corrected.benjaminiHochberg(
              tested.stream().map(m -> lessVariance(m, seed)).toList(), "concepts");
      List<HypothesisTest> common =
          Corrected.benjaminiHochberg(
              tested.stream().map(m -> moreCommon(m, seed)).toList(), "concepts");
      List<Finding> out = new ArrayList<>();
      for (LogOdds m : measured) {
        String id = "%s/%s".formatted(name, m.concept());
        int at = tested.indexOf(m);
        if (at < 0) {
          out.add(Finding.untested(id, constant(m), m.concept(), m.untested()));
        } else {
          out.add(constantFinding(id, m, less.get(at)));
          out.add(commonFinding(id + COMMON, m, common.get(at)));
        }
      }
      return out;
    }

    private static String constant(LogOdds m) {
      return "log-odds of %s are the same in every context".formatted(m.concept());
    }

    private static HypothesisTest lessVariance(LogOdds m, long seed) {
      return PermutationTest.test(
          "less variance than random words",
          "the words are any words as far from the mean, paired alike",
          // by length: words that lie close have like log-odds whatever they mean
          "minus the mean variance of a pair's log-odds over contexts, per squared length of the"
              + " difference",
          -m.scaled(),
          Arrays.stream(m.randomScaled()).map(x -> -x).toArray(),
          m.clusters(),
          "",
          seed);
    }

    private static HypothesisTest moreCommon(LogOdds m, long seed) {
      return PermutationTest.test(
          "more in common than random words",
          "the words are any words as far from the mean, paired alike",
          "share of the variance over contexts that all pairs have in common",
          m.components().share(),
          m.randomShare(),
          m.clusters(),
          "",
          seed);
    }

    private Finding constantFinding(String id, LogOdds m, HypothesisTest test) {
      Interval ratio =
          Intervals.shifted(
              m.ratio(),
              m.replicates().stream().mapToDouble(LogOdds.Replicate::ratio).toArray(),
              Math.min(m.clusters(), m.contextClusters()));
      Verdict verdict = Verdict.CANNOT_TELL;
      if (Corrected.rejects(test) && ratio.high() < margin) {
        verdict = Verdict.SUPPORTED;
      } else if (ratio.low() > margin) {
        verdict = Verdict.NOT_SUPPORTED;
      }
      return new Finding(
          id,
          constant(m),
          m.concept(),
          verdict,
          String.format(
              Locale.ROOT,
              "variance over %d contexts %.3f, which is %.2f of that of matched random words (%s)",
              m.contexts(),
              m.components().within(),
              m.ratio(),
              Corrected.text(test)),
          List.of(ratio.named("variance as a share of random words'", "clusters")),
          List.of(test));
    }

    private Finding commonFinding(String id, LogOdds m, HypothesisTest test) {
      Interval share = share(m, LogOddsComponents::share, m.components().share());
      return new Finding(
          id,
          "contexts move the log-odds of all pairs of %s together".formatted(m.concept()),
          m.concept(),
          Corrected.rejects(test) && share.low() > 0
              ? Verdict.SUPPORTED
              : share.high() < margin ? Verdict.NOT_SUPPORTED : Verdict.CANNOT_TELL,
          String.format(
              Locale.ROOT,
              "%.0f %% of the variance over contexts is common to all pairs, matched random words"
                  + " %.0f %% (%s)",
              100 * m.components().share(),
              100 * test.nullMeanOrNaN(),
              Corrected.text(test)),
          List.of(
              share.named("common share of the variance over contexts", "clusters"),
              share(m, LogOddsComponents::pair, m.components().pair())
                  .named("variance between pairs", "clusters"),
              share(m, LogOddsComponents::context, m.components().context())
                  .named("variance of the common effect of contexts", "clusters"),
              share(m, LogOddsComponents::rest, m.components().rest())
                  .named("variance of the rest", "clusters")),
          List.of(test));
    }

    private static Interval share(
        LogOdds m, java.util.function.ToDoubleFunction<LogOddsComponents> of, double estimate) {
      return Intervals.shifted(
          estimate,
          m.replicates().stream().mapToDouble(r -> of.applyAsDouble(r.components())).toArray(),
          Math.min(m.clusters(), m.contextClusters()));
    }

    private static Table table(List<LogOdds> measured) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (LogOdds m : measured) {
        if (!m.untested().isEmpty()) {
          continue;
        }
        List<@Nullable Object> row = new ArrayList<>();
        row.add(m.concept());
        row.add(m.pairs());
        row.add(m.contexts());
        row.add(m.components().pair());
        row.add(m.components().context());
        row.add(m.components().rest());
        row.add(m.ratio());
        row.add(m.scaledRatio());
        rows.add(row);
      }
      return new Table(
          "variance",
          "Variance of log-odds",
          "Between pairs, over contexts alike for all pairs, and the rest; the ratios are the"
              + " variance over contexts beside that of matched random words, plain and per squared"
              + " length of the difference.",
          List.of(
              "concept",
              "pairs",
              "contexts",
              "between pairs",
              "common to contexts",
              "rest",
              "ratio",
              "ratio by length"),
          rows);
    }
  }
}
