package probe.compare;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.result.Finding;
import probe.stats.Interval;
import probe.stats.Mover;

/** (A7) A concept that no context fixes has no direction. */
final class UnfixedConcept implements Prediction {
  // not the gain over shuffled partners: in a table, all differences of a concept without a
  // direction add up to nothing, which makes those of shuffled partners opposed to each other
  private static final String COSINE = "mean leave-one-out cosine";
  private static final double SHARE = 0.25;

  @Override
  public Claim claim() {
    return Claim.direction(
        "A7",
        "A concept that no context ever fixes has no direction in the unembedding: less than a"
            + " quarter of what others have.",
        "mean leave-one-out cosine of the unembedding differences of a concept that no context"
            + " fixes, as a share of the other concepts' mean",
        SHARE,
        Claim.Side.BELOW,
        0);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.control(run -> run.controlShare());
  }

  @Override
  public Measured measure(Subject subject) {
    Subject.Part part = subject.part("linearity");
    if (part == null) {
      return Measured.untested("no linearity in its results; `probe run` gives it");
    }
    Finding control =
        Concepts.findings(part)
            .filter(finding -> finding.subject().startsWith(Concepts.UNFIXED))
            .filter(finding -> cosine(finding) != null)
            .findFirst()
            .orElse(null);
    Interval own = control == null ? null : cosine(control);
    if (control == null || own == null) {
      return Measured.untested(
          ("no concept that is known to be fixed by no context was tested in %s; pass word pairs"
                  + " under a name that begins with %s")
              .formatted(part.where(), Concepts.UNFIXED));
    }
    Map<String, Double> cosines =
        Concepts.values(part, finding -> Concepts.estimate(finding, COSINE));
    Measured others = Concepts.mean(part, cosines, COSINE, List.of());
    if (!(others instanceof Measured.Value mean)) {
      return others;
    }
    return new Measured.Value(
        Mover.ratio(own, mean.interval()),
        "word pairs of the control; " + Concepts.UNIT,
        part.where() + ", " + control.subject(),
        mean.notes());
  }

  private static @Nullable Interval cosine(Finding finding) {
    return Concepts.interval(finding, COSINE).orElse(null);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.LINEARITY);
  }
}
