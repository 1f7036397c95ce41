package probe.compare;

import java.util.List;
import java.util.Set;

/** (A2) What a concept does to embeddings goes along its direction in the unembedding. */
final class AlignedDirections implements Prediction {
  private static final String LESS_OTHERS = "matching less others";

  @Override
  public Claim claim() {
    return Claim.direction(
        "A2",
        "Embeddings of contexts that differ in a concept differ along its unembedding direction,"
            + " and not along those of other concepts.",
        "mean over concepts of the mean cosine of context differences with the concept's direction,"
            + " less that with other concepts' directions",
        0,
        Claim.Side.ABOVE,
        0.02);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.latent(run -> run.alignmentGain());
  }

  @Override
  public Measured measure(Subject subject) {
    Subject.Part part = subject.part("alignment");
    if (part == null) {
      return Measured.untested("no alignment in its results; `probe run` gives it");
    }
    return Concepts.mean(
        part,
        Concepts.values(part, finding -> Concepts.estimate(finding, LESS_OTHERS)),
        LESS_OTHERS,
        List.of());
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.ALIGNMENT);
  }
}
