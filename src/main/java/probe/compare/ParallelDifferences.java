package probe.compare;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** (A1) The differences that a concept makes in the unembedding are parallel. */
final class ParallelDifferences implements Prediction {
  static final String GAIN = "gain over shuffled partners";
  static final double MATTERS = 0.05;

  @Override
  public Claim claim() {
    return Claim.direction(
        "A1",
        "Unembedding differences of a concept's word pairs are parallel, beyond what the means of"
            + " its two sides alone make so.",
        "mean over concepts of the mean leave-one-out cosine of differences, less the same with"
            + " partners shuffled",
        0,
        Claim.Side.ABOVE,
        MATTERS);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.latent(run -> run.partnerGain());
  }

  @Override
  public Measured measure(Subject subject) {
    Subject.Part part = subject.part("linearity");
    if (part == null) {
      return Measured.untested("no linearity in its results; `probe run` gives it");
    }
    return Concepts.mean(part, gains(part), GAIN, List.of());
  }

  /** By concept. */
  static Map<String, Double> gains(Subject.Part part) {
    return Concepts.values(part, finding -> Concepts.estimate(finding, GAIN));
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.LINEARITY);
  }
}
