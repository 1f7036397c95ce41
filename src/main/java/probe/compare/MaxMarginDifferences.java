package probe.compare;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.result.Finding;
import probe.result.HypothesisTest;

/** (A5) Unembedding differences point along the direction of largest margin (theorem 4). */
final class MaxMarginDifferences implements Prediction {
  private static final String COSINE = "mean cosine with the max-margin direction";
  private static final String NULL = "matched random words";

  @Override
  public Claim claim() {
    return Claim.direction(
        "A5",
        "Unembedding differences of a concept point along the direction that separates its contexts"
            + " with the largest margin.",
        "mean over concepts of the mean cosine of differences with the max-margin direction, less"
            + " that of random words",
        0,
        Claim.Side.ABOVE,
        0.02);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.latent(run -> run.marginGain());
  }

  @Override
  public Measured measure(Subject subject) {
    Subject.Part part = subject.part("max-margin");
    if (part == null) {
      return Measured.untested("no max-margin in its results; `probe run` gives it");
    }
    return Concepts.mean(
        part, Concepts.values(part, MaxMarginDifferences::gain), COSINE, List.of());
  }

  private static @Nullable Double gain(Finding finding) {
    Double cosine = Concepts.estimate(finding, COSINE);
    double chance =
        finding.tests().stream()
            .filter(test -> test.name().equals(NULL))
            .mapToDouble(HypothesisTest::nullMeanOrNaN)
            .findFirst()
            .orElse(Double.NaN);
    return cosine == null || Double.isNaN(chance) ? null : cosine - chance;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.MAX_MARGIN);
  }
}
