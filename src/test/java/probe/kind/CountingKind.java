package probe.kind;

import java.util.List;
import java.util.Map;
import probe.concept.ProbeFile;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.Verdict;

/** A tenth kind: this class, a line in META-INF/services and a file are all that it takes. */
public final class CountingKind implements ProbeKind {
  @Override
  public String name() {
    return "counting";
  }

  @Override
  public Probe read(ProbeFile file) {
    return new Counting(
        file.name(), file.integer("least", 1, 0, 1000), file.text("context"), file.settings());
  }

  private record Counting(String name, int least, String context, Map<String, Object> settings)
      implements Probe {
    @Override
    public void plan(Corpus corpus, Needs needs) {
      needs.state(needs.blocks(), corpus.words().encode(context));
    }

    @Override
    public Analysis analyse(Corpus corpus, Vectors vectors, long seed) {
      Draft draft = new Draft(name, "counting", "Are there enough pairs?", settings);
      int width = vectors.state(vectors.blocks(), corpus.words().encode(context)).length;
      for (Corpus.ConceptWords concept : corpus.concepts()) {
        int pairs = concept.tokens().size();
        draft.add(
            new Finding(
                name + "/" + concept.name(),
                concept.name() + " has enough pairs",
                concept.name(),
                pairs >= least ? Verdict.SUPPORTED : Verdict.NOT_SUPPORTED,
                "%d pairs, seed %d, width %d".formatted(pairs, seed, width),
                List.of(),
                List.of(Fakes.test("count", pairs >= least ? 0 : 1))));
      }
      return draft.done("concepts");
    }
  }
}
