package probe.compare;

import java.util.Set;

/** One prediction of a theory: what it says, what toys give for it, what a model gives. */
public interface Prediction {
  /** What it says; fixed before anything is measured. */
  Claim claim();

  /** The statistic on toys. */
  Theory theory(Toys toys);

  /** The statistic on a model. */
  Measured measure(Subject subject);

  /** What has to be done with a model, so that it can be measured. */
  Set<Need> needs();
}
