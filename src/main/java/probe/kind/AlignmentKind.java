package probe.kind;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import probe.concept.ProbeFile;
import probe.geometry.Alignment;
import probe.geometry.AlignmentRow;
import probe.geometry.LabelTest;
import probe.geometry.Space;
import probe.geometry.StatePairs;
import probe.geometry.TokenPairs;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;
import probe.stats.Interval;
import probe.stats.PermutationTest;
import probe.stats.Seeds;

/** Do hidden states move along the unembedding direction of the concept that contexts differ in? */
@AutoService(ProbeKind.class)
public final class AlignmentKind implements ProbeKind {
  private static final String QUESTION =
      "Do the states of contexts that differ in a concept differ along the unembedding direction of"
          + " that concept, more than along those of others and of matched random words?";

  @Override
  public String name() {
    return "alignment";
  }

  @Override
  public Probe read(ProbeFile file) {
    return new AlignmentProbe(
        file.name(),
        file.choices(
            "products",
            List.of(Vectors.EUCLIDEAN, Vectors.CAUSAL),
            List.of(Vectors.EUCLIDEAN, Vectors.CAUSAL)),
        file.number("margin", 0.02, 0, 1),
        file.integer("draws", 999, 99, 1_000_000),
        file.integer("bootstrap", 2000, 200, 1_000_000),
        file.settings());
  }

  /**
   * One probe.
   *
   * @param margin excess of the matching cosine that would matter
   */
  private record AlignmentProbe(
      String name,
      List<String> products,
      double margin,
      int draws,
      int bootstrap,
      Map<String, Object> settings)
      implements Probe {

    @Override
    public void plan(Corpus corpus, Needs needs) {
      Steered.plan(corpus.contexts(), needs);
    }

    @Override
    public Analysis analyse(Corpus corpus, Vectors vectors, long seed) {
      Draft draft = new Draft(name, "alignment", QUESTION, settings);
      Map<String, List<Corpus.ContextTokens>> contexts = Steered.byConcept(corpus);
      for (String product : products) {
        Optional<Space> space = draft.space(vectors, product);
        if (space.isEmpty() || contexts.isEmpty()) {
          continue;
        }
        List<StatePairs> states = new ArrayList<>();
        List<TokenPairs> words = new ArrayList<>();
        contexts.forEach(
            (concept, lists) -> {
              states.add(Steered.states(concept, lists, vectors, product));
              words.add(
                  corpus
                      .concept(concept)
                      .map(Corpus.ConceptWords::tokens)
                      .orElse(new TokenPairs(concept, new int[0], new int[0])));
            });
        long own = Seeds.of(seed, name + "/" + product);
        Alignment measured = Alignment.of(space.get(), states, words, draws, bootstrap, own);
        draft.add(findings(measured, own));
        labels(measured, own).ifPresent(draft::add);
        draft.add(heatMap(measured, "cosines", "Mean cosines", AlignmentRow::cosines, -1));
        draft.add(heatMap(measured, "auc", "AUC of the projections", AlignmentRow::auc, 0));
      }
      if (contexts.isEmpty()) {
        draft.note("No context pairs in this run.");
      }
      Steered.noteDropped(corpus, draft);
      return draft.done("concepts and products");
    }

    private List<Finding> findings(Alignment measured, long seed) {
      List<AlignmentRow> tested =
          measured.rows().stream().filter(r -> r.untested().isEmpty()).toList();
      List<HypothesisTest> tests =
          Corrected.benjaminiHochberg(tested.stream().map(r -> test(r, seed)).toList(), "concepts");
      List<Finding> out = new ArrayList<>();
      for (AlignmentRow row : measured.rows()) {
        String id = "%s/%s/%s".formatted(name, row.concept(), measured.product());
        String claim =
            "contexts that differ in %s differ along its direction (%s product)"
                .formatted(row.concept(), measured.product());
        int at = tested.indexOf(row);
        out.add(
            at < 0
                ? Finding.untested(id, claim, row.concept(), row.untested())
                : finding(id, claim, row, tests.get(at)));
      }
      return out;
    }

    private static HypothesisTest test(AlignmentRow row, long seed) {
      return PermutationTest.test(
          "matched random words",
          "the concept's words are any words as far from the mean, paired alike",
          "mean cosine of state differences with the concept's direction",
          row.matching(),
          row.random(),
          row.templates(),
          "word pairs with a token in which the contexts differ are left out",
          seed);
    }

    private Finding finding(String id, String claim, AlignmentRow row, HypothesisTest test) {
      Interval matching =
          Intervals.shifted(row.matching(), row.matchingReplicates(), row.templates());
      List<Estimate> estimates = new ArrayList<>();
      estimates.add(matching.named("matching cosine", "templates"));
      String others = "";
      Interval excess = matching;
      if (!Double.isNaN(row.nonMatching())) {
        excess =
            Intervals.shifted(
                row.matching() - row.nonMatching(), row.excessReplicates(), row.templates());
        estimates.add(
            Intervals.shifted(row.nonMatching(), row.nonMatchingReplicates(), row.templates())
                .named("mean cosine with other concepts", "templates"));
        estimates.add(excess.named("matching less others", "templates"));
        others = String.format(Locale.ROOT, ", other concepts %.3f", row.nonMatching());
      }
      double[] auc =
          java.util.Arrays.stream(row.aucReplicates()).mapToDouble(r -> r[row.own()]).toArray();
      estimates.add(
          Intervals.shifted(row.auc()[row.own()], auc, row.templates())
              .named("AUC of the projections on its direction", "templates"));
      Verdict verdict = Verdict.CANNOT_TELL;
      if (Corrected.rejects(test) && excess.low() > 0) {
        verdict = Verdict.SUPPORTED;
      } else if (matching.high() < margin || excess.high() < 0) {
        verdict = Verdict.NOT_SUPPORTED;
      }
      String why =
          String.format(
              Locale.ROOT,
              "cosine %.3f in %d context pairs of %d templates%s, matched random words %.3f (%s)",
              row.matching(),
              row.pairs(),
              row.templates(),
              others,
              test.nullMean(),
              Corrected.text(test));
      return new Finding(id, claim, row.concept(), verdict, why, estimates, List.of(test));
    }

    /** All concepts at once: do contexts go with their own direction? */
    private Optional<Finding> labels(Alignment measured, long seed) {
      LabelTest labels = measured.labels();
      if (labels == null) {
        return Optional.empty();
      }
      HypothesisTest test =
          PermutationTest.test(
              "exchanged directions",
              "any concept's direction goes with any concept's contexts",
              "mean matching cosine less mean of the others",
              labels.observed(),
              labels.draws(),
              labels.concepts(),
              "word pairs with a token in which the contexts differ are left out",
              seed);
      return Optional.of(
          new Finding(
              "%s/%s".formatted(name, measured.product()),
              "contexts go with the direction of their own concept (%s product)"
                  .formatted(measured.product()),
              "all concepts",
              test.p() <= Verdicts.LEVEL ? Verdict.SUPPORTED : Verdict.CANNOT_TELL,
              String.format(
                  Locale.ROOT,
                  "%d concepts, matching less others %.3f (%s; it can be no lower than %.4f)",
                  labels.concepts(),
                  labels.observed(),
                  Corrected.text(test),
                  labels.lowest()),
              List.of(),
              List.of(test)));
    }

    private static Figure heatMap(
        Alignment measured,
        String id,
        String title,
        java.util.function.Function<AlignmentRow, double[]> values,
        double low) {
      List<String> names = measured.rows().stream().map(AlignmentRow::concept).toList();
      List<List<@Nullable Double>> cells =
          measured.rows().stream().map(r -> Figures.list(values.apply(r))).toList();
      return new Figure.HeatMap(
          id + "-" + measured.product(),
          title
              + " of contexts (rows) and directions (columns), "
              + measured.product()
              + " product",
          "The diagonal is a concept's contexts with its own direction; empty where too few word"
              + " pairs are left.",
          names,
          names,
          cells,
          low,
          1);
    }
  }
}
