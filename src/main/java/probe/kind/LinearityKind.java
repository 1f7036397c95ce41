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
import probe.geometry.Linearity;
import probe.geometry.Space;
import probe.result.Analysis;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Table;
import probe.result.Verdict;
import probe.stats.Histograms;
import probe.stats.Interval;
import probe.stats.PermutationTest;
import probe.stats.Seeds;

/** Are the differences of a concept's word pairs parallel? */
@AutoService(ProbeKind.class)
public final class LinearityKind implements ProbeKind {
  private static final String QUESTION =
      "Do the unembedding differences of a concept's word pairs point one way, more than matched"
          + " random words and more than the same words with other partners?";
  private static final int BINS = 40;

  @Override
  public String name() {
    return "linearity";
  }

  @Override
  public Probe read(ProbeFile file) {
    return new LinearityProbe(
        file.name(),
        file.choices(
            "products",
            List.of(Vectors.EUCLIDEAN, Vectors.CENTRED, Vectors.CAUSAL),
            List.of(Vectors.EUCLIDEAN, Vectors.CENTRED, Vectors.CAUSAL)),
        file.number("margin", 0.05, 0, 1),
        file.integer("draws", 1999, 99, 1_000_000),
        file.integer("bootstrap", 2000, 200, 1_000_000),
        file.settings());
  }

  /**
   * One probe.
   *
   * @param margin mean cosine by which pairs must beat shuffled partners for the difference to
   *     matter
   */
  private record LinearityProbe(
      String name,
      List<String> products,
      double margin,
      int draws,
      int bootstrap,
      Map<String, Object> settings)
      implements Probe {

    @Override
    public void plan(Corpus corpus, Needs needs) {
      // the unembedding is all it takes
    }

    @Override
    public Analysis analyse(Corpus corpus, Vectors vectors, long seed) {
      Draft draft = new Draft(name, "linearity", QUESTION, settings);
      for (String product : products) {
        Optional<Space> space = draft.spaceOfDifferences(vectors, product);
        if (space.isPresent()) {
          Map<String, Linearity> measured = measure(corpus, space.get(), seed);
          draft.add(findings(corpus, measured, product, seed));
          draft.add(table(measured, product));
          measured.values().forEach(m -> draft.add(histogram(m)));
        }
      }
      return draft.done("concepts and products");
    }

    private Map<String, Linearity> measure(Corpus corpus, Space space, long seed) {
      Map<String, Linearity> out = new LinkedHashMap<>();
      for (Corpus.ConceptWords concept : corpus.concepts()) {
        if (concept.tokens().size() >= Linearity.FEWEST_PAIRS) {
          Linearity measured =
              Linearity.of(
                  space,
                  concept.tokens(),
                  draws,
                  bootstrap,
                  Seeds.of(seed, name + "/" + space.product()));
          if (measured.scored() >= Linearity.FEWEST_PAIRS) {
            out.put(concept.name(), measured);
          }
        }
      }
      return out;
    }

    private List<Finding> findings(
        Corpus corpus, Map<String, Linearity> measured, String product, long seed) {
      List<Evidence> all =
          measured.values().stream()
              .map(m -> evidence(m, Seeds.of(seed, name + "/" + product)))
              .toList();
      List<HypothesisTest> random =
          Corrected.benjaminiHochberg(all.stream().map(Evidence::random).toList(), "concepts");
      List<HypothesisTest> shuffled =
          Corrected.benjaminiHochberg(
              all.stream().map(Evidence::shuffled).filter(t -> t != null).toList(), "concepts");
      List<Finding> out = new ArrayList<>();
      int atRandom = 0;
      int atShuffled = 0;
      for (Corpus.ConceptWords concept : corpus.concepts()) {
        String id = name + "/" + concept.name() + "/" + product;
        String claim = "%s is linear (%s product)".formatted(concept.name(), product);
        Linearity found = measured.get(concept.name());
        if (found == null) {
          out.add(
              Finding.untested(
                  id,
                  claim,
                  concept.name(),
                  "%d of %d word pairs are single tokens; the test needs %d that share no words"
                      .formatted(
                          concept.tokens().size(),
                          concept.words().pairs().size(),
                          Linearity.FEWEST_PAIRS)));
          continue;
        }
        HypothesisTest beyondRandom = random.get(atRandom++);
        HypothesisTest beyondShuffled =
            found.shuffled() == null ? null : shuffled.get(atShuffled++);
        out.add(finding(id, claim, found, beyondRandom, beyondShuffled));
      }
      return out;
    }

    private Evidence evidence(Linearity m, long seed) {
      double[] shuffled = m.shuffled();
      return new Evidence(
          PermutationTest.test(
              "random pairs",
              "the words are any words as far from the mean, paired alike",
              "mean leave-one-out cosine",
              m.statistic(),
              m.random(),
              m.clusters(),
              "leave one out, without pairs that share a word",
              seed),
          shuffled == null
              ? null
              : PermutationTest.test(
                  "shuffled partners",
                  "any second word of the list may be the partner of a first word",
                  "mean leave-one-out cosine",
                  m.statistic(),
                  shuffled,
                  m.clusters(),
                  "leave one out, without pairs that share a word",
                  seed));
    }

    private Finding finding(
        String id,
        String claim,
        Linearity m,
        HypothesisTest random,
        @Nullable HypothesisTest shuffled) {
      Interval cosine =
          Intervals.within(Intervals.shifted(m.statistic(), m.replicates(), m.clusters()), -1, 1);
      List<HypothesisTest> tests = new ArrayList<>(List.of(random));
      List<probe.result.Estimate> estimates = new ArrayList<>();
      estimates.add(cosine.named("mean leave-one-out cosine", "clusters of pairs"));
      if (shuffled == null) {
        return new Finding(
            id,
            claim,
            m.concept(),
            Verdict.CANNOT_TELL,
            "its words have no other partners to shuffle",
            estimates,
            tests);
      }
      tests.add(shuffled);
      double base = shuffled.nullMean() == null ? 0 : shuffled.nullMean();
      Interval gain = Intervals.less(cosine, base);
      estimates.add(gain.named("gain over shuffled partners", "clusters of pairs"));
      return new Finding(
          id,
          claim,
          m.concept(),
          verdict(random, shuffled, cosine, gain),
          why(m, random, shuffled, gain),
          estimates,
          tests);
    }

    private Verdict verdict(
        HypothesisTest random, HypothesisTest shuffled, Interval cosine, Interval gain) {
      if (Corrected.rejects(random) && Corrected.rejects(shuffled) && cosine.low() > 0) {
        return Verdict.SUPPORTED;
      }
      // either is enough: no direction to speak of, or none beyond that of the classes' means
      return cosine.high() < margin || gain.high() < margin
          ? Verdict.NOT_SUPPORTED
          : Verdict.CANNOT_TELL;
    }

    private String why(Linearity m, HypothesisTest random, HypothesisTest shuffled, Interval gain) {
      String numbers =
          String.format(
              Locale.ROOT,
              "mean cosine %.3f over %d pairs; random pairs %.3f (%s), shuffled partners %.3f (%s)",
              m.statistic(),
              m.scored(),
              random.nullMean(),
              Corrected.text(random),
              shuffled.nullMean(),
              Corrected.text(shuffled));
      if (Corrected.rejects(random) && !Corrected.rejects(shuffled)) {
        numbers += "; the classes differ in their means, the pairing adds nothing that shows";
      }
      return gain.defined() && gain.high() < margin
          ? numbers + String.format(Locale.ROOT, "; gain at most %.3f", gain.high())
          : numbers;
    }

    private static Table table(Map<String, Linearity> measured, String product) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (Linearity m : measured.values()) {
        double[] projections = m.projections();
        List<@Nullable Object> row = new ArrayList<>();
        row.add(m.concept());
        row.add(m.pairs());
        row.add(m.scored());
        row.add(m.statistic());
        row.add(Arrays.stream(m.random()).average().orElse(Double.NaN));
        double[] shuffled = m.shuffled();
        row.add(shuffled == null ? null : Arrays.stream(shuffled).average().orElse(Double.NaN));
        row.add(Arrays.stream(projections).average().orElse(Double.NaN));
        rows.add(row);
      }
      return new Table(
          "cosines-" + product,
          "Leave-one-out cosines, " + product + " product",
          "Pairs that share a word are left out together. The projection is the published one: all"
              + " other pairs kept, not divided by the difference's length.",
          List.of(
              "concept",
              "pairs",
              "scored",
              "mean cosine",
              "random pairs",
              "shuffled partners",
              "mean projection"),
          rows);
    }

    private static Figure histogram(Linearity m) {
      double[] cosines = Arrays.stream(m.cosines()).filter(x -> !Double.isNaN(x)).toArray();
      List<Double> edges = Histograms.edges(BINS, cosines, m.randomCosines());
      return new Figure.Histogram(
          "cosines-" + Ids.of(m.concept()) + "-" + m.product(),
          m.concept() + ", " + m.product() + " product",
          "Leave-one-out cosines of the pairs, beside those of matched random pairs.",
          "cosine",
          edges,
          List.of(
              Histograms.counts("pairs", cosines, edges),
              Histograms.counts("matched random pairs", m.randomCosines(), edges)),
          List.of(new Figure.Mark("mean of the pairs", m.statistic())));
    }
  }

  /** The two tests of a concept. */
  private record Evidence(HypothesisTest random, @Nullable HypothesisTest shuffled) {}
}
