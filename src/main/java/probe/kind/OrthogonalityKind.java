package probe.kind;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import probe.concept.ProbeFile;
import probe.geometry.Orthogonality;
import probe.geometry.Space;
import probe.geometry.TokenPairs;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.Verdict;
import probe.stats.Seeds;

/** Are the directions of different concepts orthogonal? */
@AutoService(ProbeKind.class)
public final class OrthogonalityKind implements ProbeKind {
  private static final String QUESTION =
      "Are the directions of concepts that share no value orthogonal, where those that do share one"
          + " are seen not to be?";

  @Override
  public String name() {
    return "orthogonality";
  }

  @Override
  public Probe read(ProbeFile file) {
    return new OrthogonalityProbe(
        file.name(),
        file.choices(
            "products",
            List.of(Vectors.EUCLIDEAN, Vectors.CENTRED, Vectors.CAUSAL, Vectors.RANDOM_METRIC),
            List.of(Vectors.EUCLIDEAN, Vectors.CENTRED, Vectors.CAUSAL, Vectors.RANDOM_METRIC)),
        file.number("margin", 0.2, 0.01, 0.9),
        file.integer("draws", 999, 99, 1_000_000),
        file.settings());
  }

  /**
   * One probe.
   *
   * @param margin cosine up to which directions count as orthogonal
   */
  private record OrthogonalityProbe(
      String name, List<String> products, double margin, int draws, Map<String, Object> settings)
      implements Probe {

    @Override
    public void plan(Corpus corpus, Needs needs) {
      // the unembedding is all it takes
    }

    @Override
    public Analysis analyse(Corpus corpus, Vectors vectors, long seed) {
      List<Corpus.ConceptWords> concepts =
          corpus.concepts().stream()
              .filter(c -> c.tokens().size() >= Orthogonality.FEWEST_PAIRS)
              .toList();
      List<TokenPairs> tokens = concepts.stream().map(Corpus.ConceptWords::tokens).toList();
      List<Finding> claims = new ArrayList<>();
      List<Finding> controls = new ArrayList<>();
      Draft draft = new Draft(name, "orthogonality", QUESTION, settings);
      for (String product : products) {
        Optional<Space> space = draft.spaceOfDifferences(vectors, product);
        if (space.isEmpty() || tokens.size() < 2) {
          continue;
        }
        long own = Seeds.of(seed, name + "/" + product);
        Orthogonality measured = Orthogonality.of(space.get(), tokens, draws, own);
        draft.add(OrthogonalityPages.heatMap(measured));
        draft.add(OrthogonalityPages.table(measured, concepts));
        if (product.equals(Vectors.RANDOM_METRIC)) {
          // a control: whatever it says is no claim about the model
          draft.note(OrthogonalityPages.randomMetric(measured));
          continue;
        }
        OrthogonalityVerdicts verdicts =
            new OrthogonalityVerdicts(name, measured, concepts, margin, own);
        claims.addAll(verdicts.claims());
        controls.addAll(verdicts.controls());
      }
      draft.add(claims);
      draft.add(controls);
      return draft.done(overall(claims, controls), summary(claims, controls, concepts.size()));
    }

    /** A method that cannot see directions that are alike has nothing to say of the others. */
    private static Verdict overall(List<Finding> claims, List<Finding> controls) {
      Verdict verdict = Verdicts.overall(claims);
      boolean controlsHold =
          Verdicts.tested(controls).stream().anyMatch(f -> f.verdict() == Verdict.SUPPORTED)
              && controls.stream().noneMatch(f -> f.verdict() == Verdict.NOT_SUPPORTED);
      return verdict == Verdict.SUPPORTED && !controlsHold ? Verdict.CANNOT_TELL : verdict;
    }

    private static String summary(List<Finding> claims, List<Finding> controls, int concepts) {
      if (concepts < 2) {
        return "%d of the concepts have enough word pairs in this vocabulary; it takes two."
            .formatted(concepts);
      }
      long alike = Verdicts.count(controls, Verdict.SUPPORTED);
      long missed = Verdicts.count(controls, Verdict.NOT_SUPPORTED);
      return "Pairs of concepts that share no value: %s. Positive controls: %d of %d found not orthogonal, %d wrongly orthogonal."
          .formatted(Verdicts.counts(claims, "orthogonal"), alike, controls.size(), missed);
    }
  }
}
