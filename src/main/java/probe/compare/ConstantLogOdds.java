package probe.compare;

import java.util.List;
import java.util.Set;

/** (A4) Log-odds of counterfactual pairs are the same in all contexts (theorem 3). */
final class ConstantLogOdds implements Prediction {
  private static final String SHARE = "variance as a share of random words'";

  @Override
  public Claim claim() {
    return Claim.direction(
        "A4",
        "The log-odds of a concept's pairs are constant over contexts, where the concept is"
            + " independent of what contexts say.",
        "mean over concepts of the variance of a pair's log-odds over contexts, as a share of that"
            + " of random words",
        1,
        Claim.Side.BELOW,
        0.1);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.latent(run -> run.logOddsShare());
  }

  @Override
  public Measured measure(Subject subject) {
    Subject.Part part = subject.part("log-odds");
    if (part == null) {
      return Measured.untested("no log-odds in its results; `probe run` gives them");
    }
    return Concepts.mean(
        part,
        Concepts.values(part, finding -> Concepts.estimate(finding, SHARE)),
        SHARE,
        List.of(
            "the theory is about contexts that do not tell the concept; those of the model may tell"
                + " it, so that a failure here is none of the theory"));
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.LOG_ODDS);
  }
}
