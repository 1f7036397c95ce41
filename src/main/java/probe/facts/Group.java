package probe.facts;

import java.util.Locale;

/** What a question is about. */
public enum Group {
  /** Facts of the subjects whose implication is told. */
  TRAIN_FACTS,
  TRAIN_IMPLICATIONS,
  /** Facts of the subjects whose implication is asked. Training tells these facts too. */
  TEST_FACTS,
  /** What nobody told: the answer has to be inferred. */
  TEST_IMPLICATIONS;

  static Group of(boolean trains, boolean implication) {
    return trains
        ? implication ? TRAIN_IMPLICATIONS : TRAIN_FACTS
        : implication ? TEST_IMPLICATIONS : TEST_FACTS;
  }

  public boolean implication() {
    return this == TRAIN_IMPLICATIONS || this == TEST_IMPLICATIONS;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
