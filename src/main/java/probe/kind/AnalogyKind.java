package probe.kind;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.concept.ProbeFile;
import probe.geometry.Analogy;
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

/** Does a - b + c find the answer, more than c alone does? */
@AutoService(ProbeKind.class)
public final class AnalogyKind implements ProbeKind {
  private static final String QUESTION =
      "Is the word nearest to king - man + woman the queen, more than the word nearest to woman"
          + " is?";

  @Override
  public String name() {
    return "analogy";
  }

  @Override
  public Probe read(ProbeFile file) {
    return new AnalogyProbe(
        file.name(),
        file.choices(
            "products",
            List.of(Vectors.EUCLIDEAN, Vectors.CENTRED, Vectors.CAUSAL),
            List.of(Vectors.CENTRED, Vectors.CAUSAL)),
        file.number("margin", 0.02, 0, 1),
        file.integer("pairs", 40, 4, 10_000),
        file.integer("draws", 999, 99, 1_000_000),
        file.integer("bootstrap", 2000, 200, 1_000_000),
        file.settings());
  }

  /**
   * One probe.
   *
   * @param margin advantage over the third word alone, from -1 to 1, that would matter
   * @param pairs the most pairs of a concept that are used: the work grows as their third power
   */
  private record AnalogyProbe(
      String name,
      List<String> products,
      double margin,
      int pairs,
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
      Draft draft = new Draft(name, "analogy", QUESTION, settings);
      for (String product : products) {
        Optional<Space> space = draft.space(vectors, product);
        if (space.isPresent()) {
          long own = Seeds.of(seed, name + "/" + product);
          List<Analogy> measured = new ArrayList<>();
          List<Finding> untested = new ArrayList<>();
          for (Corpus.ConceptWords concept : corpus.concepts()) {
            Analogy found =
                concept.tokens().size() < Analogy.FEWEST_PAIRS
                    ? null
                    : Analogy.of(space.get(), some(concept.tokens()), draws, bootstrap, own);
            if (found != null && !Double.isNaN(found.advantage())) {
              measured.add(found);
            } else {
              untested.add(untested(concept, product));
            }
          }
          draft.add(findings(measured, own));
          draft.add(untested);
          draft.add(table(measured, product));
        }
      }
      return draft.done("concepts and products");
    }

    /** Evenly spaced pairs of the list, where it has too many. */
    private TokenPairs some(TokenPairs all) {
      return all.size() <= pairs
          ? all
          : all.only(
              IntStream.range(0, pairs).map(i -> (int) ((long) i * all.size() / pairs)).toArray());
    }

    private Finding untested(Corpus.ConceptWords concept, String product) {
      return Finding.untested(
          id(concept.name(), product),
          claim(concept.name(), product),
          concept.name(),
          "%d of %d word pairs are single tokens; it takes %d with different second words"
              .formatted(
                  concept.tokens().size(), concept.words().pairs().size(), Analogy.FEWEST_PAIRS));
    }

    private String id(String concept, String product) {
      return "%s/%s/%s".formatted(name, concept, product);
    }

    private static String claim(String concept, String product) {
      return "analogies of %s hold beyond the nearest neighbour (%s product)"
          .formatted(concept, product);
    }

    private List<Finding> findings(List<Analogy> measured, long seed) {
      List<HypothesisTest> random =
          Corrected.benjaminiHochberg(
              measured.stream().map(m -> randomTest(m, seed)).toList(), "concepts");
      List<HypothesisTest> shuffled =
          Corrected.benjaminiHochberg(
              measured.stream().map(m -> shuffledTest(m, seed)).toList(), "concepts");
      List<Finding> out = new ArrayList<>();
      for (int i = 0; i < measured.size(); i++) {
        out.add(finding(measured.get(i), random.get(i), shuffled.get(i)));
      }
      return out;
    }

    private static HypothesisTest randomTest(Analogy m, long seed) {
      return PermutationTest.test(
          "random words",
          "the words are any words as far from the mean, paired alike",
          "of the words that only one of analogy and third word puts below the answer, the"
              + " analogy's share less the other's",
          m.advantage(),
          m.random(),
          m.clusters(),
          "offset and question from pairs that share no word",
          seed);
    }

    private static HypothesisTest shuffledTest(Analogy m, long seed) {
      return PermutationTest.test(
          "shuffled offsets",
          "offsets may join a first word to any second word",
          "share of the concept's other words below the answer",
          m.score(),
          m.shuffled(),
          m.clusters(),
          "offset and question from pairs that share no word",
          seed);
    }

    private Finding finding(Analogy m, HypothesisTest random, HypothesisTest shuffled) {
      Interval advantage =
          Intervals.within(Intervals.shifted(m.advantage(), m.replicates(), m.clusters()), -1, 1);
      Analogy.Ranks analogy = ranks(m, Analogy.Rule.ANALOGY);
      Analogy.Ranks inputs = ranks(m, Analogy.Rule.ANALOGY_WITH_INPUTS);
      Analogy.Ranks third = ranks(m, Analogy.Rule.THIRD_WORD);
      Verdict verdict = Verdict.CANNOT_TELL;
      if (Corrected.rejects(random) && Corrected.rejects(shuffled) && advantage.low() > 0) {
        verdict = Verdict.SUPPORTED;
      } else if (advantage.high() < margin) {
        verdict = Verdict.NOT_SUPPORTED;
      }
      String why =
          String.format(
              Locale.ROOT,
              "accuracy %.2f without the inputs, %.2f with them, %.2f for the nearest neighbour of"
                  + " the third word; advantage over that among the concept's words %+.3f (%s);"
                  + " against offsets of shuffled partners: %s",
              analogy.accuracy(),
              inputs.accuracy(),
              third.accuracy(),
              m.advantage(),
              Corrected.text(random),
              Corrected.text(shuffled));
      List<Estimate> estimates = new ArrayList<>();
      estimates.add(advantage.named("advantage over the third word alone", "clusters of pairs"));
      estimates.add(accuracy("accuracy", analogy.accuracy(), analogy.accuracies(), m.clusters()));
      estimates.add(
          accuracy(
              "accuracy with the inputs among the candidates",
              inputs.accuracy(),
              inputs.accuracies(),
              m.clusters()));
      estimates.add(
          accuracy(
              "accuracy of the third word's nearest neighbour",
              third.accuracy(),
              third.accuracies(),
              m.clusters()));
      double[] gain = new double[third.accuracies().length];
      for (int b = 0; b < gain.length; b++) {
        gain[b] = analogy.accuracies()[b] - third.accuracies()[b];
      }
      estimates.add(
          accuracy(
              "gain in accuracy over the third word's nearest neighbour",
              analogy.accuracy() - third.accuracy(),
              gain,
              m.clusters()));
      return new Finding(
          id(m.concept(), m.product()),
          claim(m.concept(), m.product()),
          m.concept(),
          verdict,
          why,
          estimates,
          List.of(random, shuffled));
    }

    private static Analogy.Ranks ranks(Analogy m, Analogy.Rule rule) {
      return m.rules().stream().filter(r -> r.rule() == rule).findFirst().orElseThrow();
    }

    private static Estimate accuracy(String what, double value, double[] replicates, int clusters) {
      return Intervals.within(Intervals.shifted(value, replicates, clusters), -1, 1)
          .named(what, "clusters of pairs");
    }

    private static Table table(List<Analogy> measured, String product) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (Analogy m : measured) {
        for (Analogy.Ranks ranks : m.rules()) {
          List<@Nullable Object> row = new ArrayList<>();
          row.add(m.concept());
          row.add(rule(ranks.rule()));
          row.add(m.queries());
          row.add(ranks.accuracy());
          row.add(ranks.reciprocalRank());
          row.add(ranks.medianRank());
          rows.add(row);
        }
      }
      return new Table(
          "ranks-" + product,
          "Ranks of the answers, " + product + " product",
          "Among all declared tokens; every pair has the same weight.",
          List.of(
              "concept", "ranked by", "queries", "accuracy", "mean reciprocal rank", "median rank"),
          rows);
    }

    private static String rule(Analogy.Rule rule) {
      return switch (rule) {
        case ANALOGY -> "a - b + c, without the inputs";
        case ANALOGY_WITH_INPUTS -> "a - b + c, with the inputs";
        case THIRD_WORD -> "c alone";
        case SECOND_WORD -> "a alone";
      };
    }
  }
}
