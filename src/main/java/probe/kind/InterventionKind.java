package probe.kind;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import probe.concept.ProbeFile;
import probe.geometry.Intervention;
import probe.geometry.Space;
import probe.geometry.TokenPairs;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.Verdict;
import probe.stats.Seeds;

/** Does adding a concept's direction to the state move this concept, and this concept only? */
@AutoService(ProbeKind.class)
public final class InterventionKind implements ProbeKind {
  private static final String QUESTION =
      "Does adding a concept's direction to the last state move the log-odds of pairs that it was"
          + " not made from, and leave those of concepts that share no value with it alone?";

  @Override
  public String name() {
    return "intervention";
  }

  @Override
  public Probe read(ProbeFile file) {
    return new InterventionProbe(
        file.name(),
        file.choices(
            "products", List.of(Vectors.EUCLIDEAN, Vectors.CAUSAL), List.of(Vectors.CAUSAL)),
        file.number("margin", 0.2, 0.01, 0.9),
        file.numbers("alphas", List.of(0.5, 1.0, 2.0, 4.0, 8.0, 16.0), 0, 1e6),
        file.integer("contexts", 64, 1, 100_000),
        file.integer("draws", 499, 99, 1_000_000),
        file.integer("bootstrap", 2000, 200, 1_000_000),
        file.settings());
  }

  /**
   * One probe.
   *
   * @param margin cosine up to which another concept counts as left alone
   * @param alphas steps along the unit direction
   * @param contexts the most contexts whose likelier words are watched
   */
  private record InterventionProbe(
      String name,
      List<String> products,
      double margin,
      List<Double> alphas,
      int contexts,
      int draws,
      int bootstrap,
      Map<String, Object> settings)
      implements Probe {

    @Override
    public void plan(Corpus corpus, Needs needs) {
      sources(corpus).forEach(context -> needs.state(needs.blocks(), context));
    }

    /** Different contexts of the run, evenly spaced. */
    private List<int[]> sources(Corpus corpus) {
      Map<java.nio.IntBuffer, int[]> all = new LinkedHashMap<>();
      for (Corpus.ContextTokens list : corpus.contexts()) {
        for (Corpus.ContextRow row : list.rows()) {
          all.putIfAbsent(java.nio.IntBuffer.wrap(row.left()), row.left());
        }
      }
      List<int[]> sources = List.copyOf(all.values());
      int count = Math.min(contexts, sources.size());
      List<int[]> some = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        some.add(sources.get((int) ((long) i * sources.size() / count)));
      }
      return some;
    }

    @Override
    public Analysis analyse(Corpus corpus, Vectors vectors, long seed) {
      Draft draft = new Draft(name, "intervention", QUESTION, settings);
      for (String product : products) {
        Optional<Space> space = draft.space(vectors, product);
        if (space.isPresent()) {
          List<Intervention> measured =
              measure(corpus, vectors, space.get(), Seeds.of(seed, name + "/" + product));
          InterventionVerdicts verdicts =
              new InterventionVerdicts(name, product, margin, Seeds.of(seed, name + "/" + product));
          draft.add(verdicts.findings(measured));
          draft.add(untested(corpus, measured, product));
          draft.add(InterventionPages.table(measured, product));
          measured.forEach(m -> draft.add(InterventionPages.curves(m)));
          if (!measured.isEmpty()) {
            draft.add(InterventionPages.heatMap(measured, product));
          }
        }
      }
      draft.note(
          "With a head that is linear in the state a step moves a pair by the same amount in every"
              + " context, namely the product of direction and difference: the shift is a fact"
              + " about the unembedding. What depends on contexts is whether the likelier word"
              + " changes.");
      Steered.noteDropped(corpus, draft);
      boolean others = draft.findings().stream().anyMatch(f -> f.id().contains("->"));
      Verdict verdict = Verdicts.overall(draft.findings());
      return draft.done(
          // half of the question was never asked
          verdict == Verdict.SUPPORTED && !others ? Verdict.CANNOT_TELL : verdict,
          Verdicts.counts(draft.findings(), "claims")
              + (others ? "." : "; no other concept to leave alone."));
    }

    private List<Intervention> measure(Corpus corpus, Vectors vectors, Space space, long seed) {
      double[][] states =
          sources(corpus).stream()
              .map(c -> vectors.inSpace(space.product(), vectors.state(vectors.blocks(), c)))
              .toArray(double[][]::new);
      Intervention.Steps steps =
          new Intervention.Steps(
              states, vectors.head(space.product()), alphas.stream().mapToDouble(a -> a).toArray());
      List<Intervention> out = new ArrayList<>();
      for (Corpus.ConceptWords concept : corpus.concepts()) {
        if (concept.tokens().size() < Intervention.FEWEST_PAIRS) {
          continue;
        }
        List<TokenPairs> others =
            corpus.concepts().stream()
                .filter(o -> !o.name().equals(concept.name()))
                .filter(o -> o.tokens().size() >= Intervention.FEWEST_PAIRS)
                .filter(o -> !Corpus.shareValue(o.words(), concept.words()))
                .map(Corpus.ConceptWords::tokens)
                .toList();
        out.add(Intervention.of(space, concept.tokens(), others, steps, draws, bootstrap, seed));
      }
      return out;
    }

    private List<Finding> untested(Corpus corpus, List<Intervention> measured, String product) {
      List<Finding> out = new ArrayList<>();
      for (Corpus.ConceptWords concept : corpus.concepts()) {
        if (measured.stream().noneMatch(m -> m.concept().equals(concept.name()))) {
          out.add(
              Finding.untested(
                  "%s/%s/%s".formatted(name, concept.name(), product),
                  InterventionVerdicts.moves(concept.name(), product),
                  concept.name(),
                  "%d of %d word pairs are single tokens; it takes %d that share no words"
                      .formatted(
                          concept.tokens().size(),
                          concept.words().pairs().size(),
                          Intervention.FEWEST_PAIRS)));
        }
      }
      return out;
    }
  }
}
