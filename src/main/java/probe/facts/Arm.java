package probe.facts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the implications of the training subjects tell, and so what can be inferred from them. */
public enum Arm {
  /** The pairing of fact and implication holds in the world. */
  TRUE,
  /** The true pairing, shifted, so that every implication is wrong in the world. */
  COUNTERFACTUAL,
  /** A pairing of domains that have nothing to do with one another. */
  SPURIOUS,
  /** Facts only: what is left is what the model knew before. */
  NO_IMPLICATION,
  /** Implications permuted among the training subjects: there is no rule to learn. */
  SHUFFLED;

  /** Whether it is there to be at chance. */
  public boolean control() {
    return this == NO_IMPLICATION || this == SHUFFLED;
  }

  /** Whether it can be made of a pairing that {@code holds} in the world or does not. */
  boolean fits(boolean holds) {
    return switch (this) {
      case TRUE, COUNTERFACTUAL -> holds;
      case SPURIOUS -> !holds;
      case NO_IMPLICATION, SHUFFLED -> true;
    };
  }

  /** The arm that files and options call {@code word}. */
  public static Optional<Arm> named(String word) {
    return Arrays.stream(values()).filter(arm -> arm.toString().equals(word)).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
