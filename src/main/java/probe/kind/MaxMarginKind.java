package probe.kind;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import probe.concept.ProbeFile;
import probe.geometry.MaxMargin;
import probe.geometry.Space;
import probe.geometry.TokenPairs;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Table;
import probe.result.Verdict;
import probe.stats.Interval;
import probe.stats.PermutationTest;
import probe.stats.Seeds;

/** Do unembedding differences point along the max-margin direction between contexts? */
@AutoService(ProbeKind.class)
public final class MaxMarginKind implements ProbeKind {
  private static final String QUESTION =
      "Do a concept's unembedding differences point along the direction that separates its contexts"
          + " with the largest margin (arXiv 2403.03867, Theorem 4)?";

  @Override
  public String name() {
    return "max-margin";
  }

  @Override
  public Probe read(ProbeFile file) {
    return new MaxMarginProbe(
        file.name(),
        file.choices(
            "products", List.of(Vectors.EUCLIDEAN, Vectors.CAUSAL), List.of(Vectors.EUCLIDEAN)),
        file.number("margin", 0.02, 0, 1),
        file.integer("draws", 999, 99, 1_000_000),
        file.integer("bootstrap", 2000, 200, 1_000_000),
        file.settings());
  }

  /**
   * One probe.
   *
   * @param margin mean cosine that would matter
   */
  private record MaxMarginProbe(
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
      Draft draft = new Draft(name, "max-margin", QUESTION, settings);
      for (String product : products) {
        Optional<Space> space = draft.space(vectors, product);
        if (space.isEmpty()) {
          continue;
        }
        long own = Seeds.of(seed, name + "/" + product);
        List<MaxMargin> measured = new ArrayList<>();
        Steered.byConcept(corpus)
            .forEach(
                (concept, lists) -> {
                  TokenPairs words =
                      corpus
                          .concept(concept)
                          .map(Corpus.ConceptWords::tokens)
                          .orElse(new TokenPairs(concept, new int[0], new int[0]));
                  measured.add(
                      MaxMargin.of(
                          space.get(),
                          Steered.states(concept, lists, vectors, product),
                          words,
                          draws,
                          bootstrap,
                          own));
                });
        draft.add(findings(measured, own));
        draft.add(table(measured, product));
      }
      if (corpus.contexts().isEmpty()) {
        draft.note("No context pairs in this run.");
      }
      Steered.noteDropped(corpus, draft);
      return draft.done("concepts and products");
    }

    private static boolean tested(MaxMargin m) {
      return m.untested().isEmpty() && m.separable();
    }

    private List<Finding> findings(List<MaxMargin> measured, long seed) {
      List<MaxMargin> tested = measured.stream().filter(MaxMarginProbe::tested).toList();
      List<HypothesisTest> tests =
          Corrected.benjaminiHochberg(
              tested.stream().map(m -> test(m, m.margin(), "max-margin direction", seed)).toList(),
              "concepts");
      List<Finding> out = new ArrayList<>();
      for (MaxMargin m : measured) {
        String id = "%s/%s/%s".formatted(name, m.concept(), m.product());
        String claim =
            "differences of %s point along the max-margin direction of its contexts (%s product)"
                .formatted(m.concept(), m.product());
        int at = tested.indexOf(m);
        out.add(
            at < 0
                ? Finding.untested(
                    id,
                    claim,
                    m.concept(),
                    m.untested().isEmpty()
                        ? "its %d contexts cannot be separated in %d dimensions"
                            .formatted(m.left() + m.right(), m.width())
                        : m.untested())
                : finding(id, claim, m, tests.get(at)));
      }
      return out;
    }

    private static HypothesisTest test(
        MaxMargin m, probe.geometry.MeanCosine cosines, String direction, long seed) {
      return PermutationTest.test(
          "matched random words",
          "the concept's words are any words as far from the mean, paired alike",
          "mean cosine of word differences with the " + direction,
          cosines.statistic(),
          cosines.random(),
          m.clusters(),
          "word pairs with a token in which the contexts differ are left out",
          seed);
    }

    private Finding finding(String id, String claim, MaxMargin m, HypothesisTest test) {
      Interval cosine =
          Intervals.shifted(m.margin().statistic(), m.margin().replicates(), m.clusters());
      Verdict verdict = Verdict.CANNOT_TELL;
      if (Corrected.rejects(test) && cosine.low() > 0) {
        verdict = Verdict.SUPPORTED;
      } else if (cosine.high() < margin) {
        verdict = Verdict.NOT_SUPPORTED;
      }
      List<Estimate> estimates = new ArrayList<>();
      estimates.add(cosine.named("mean cosine with the max-margin direction", "clusters of pairs"));
      estimates.add(
          Intervals.shifted(m.means().statistic(), m.means().replicates(), m.clusters())
              .named("mean cosine with the difference of the means", "clusters of pairs"));
      return new Finding(
          id,
          claim,
          m.concept(),
          verdict,
          String.format(
              Locale.ROOT,
              "mean cosine %.3f over %d word pairs, matched random words %.3f (%s); difference of"
                  + " means %.3f; %d contexts in %d dimensions%s",
              m.margin().statistic(),
              m.wordPairs(),
              test.nullMean(),
              Corrected.text(test),
              m.means().statistic(),
              m.left() + m.right(),
              m.width(),
              m.left() + m.right() <= m.width() ? ", so any classes could be separated" : ""),
          estimates,
          List.of(test));
    }

    private static Table table(List<MaxMargin> measured, String product) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (MaxMargin m : measured) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(m.concept());
        row.add(m.left() + m.right());
        row.add(m.wordPairs());
        row.add(m.excluded());
        row.add(m.separable());
        row.add(m.separable() ? m.supports() : null);
        row.add(Figures.number(m.size()));
        row.add(Figures.number(m.agreement()));
        row.add(Figures.number(m.margin().statistic()));
        row.add(Figures.number(m.means().statistic()));
        rows.add(row);
      }
      return new Table(
          "margins-" + product,
          "Max-margin directions, " + product + " product",
          "Agreement is the cosine of the max-margin direction with the difference of the classes'"
              + " means.",
          List.of(
              "concept",
              "contexts",
              "word pairs",
              "left out",
              "separable",
              "support vectors",
              "margin",
              "agreement",
              "mean cosine",
              "with difference of means"),
          rows);
    }
  }
}
