package probe.theory;

import java.util.Locale;

/** What is measured of a trained one-layer model. */
public enum OcrMeasure {
  LOSS_TRAIN_FACTS,
  LOSS_TRAIN_IMPLICATIONS,
  LOSS_TEST_FACTS,
  LOSS_TEST_IMPLICATIONS,
  MEAN_RANK,
  ACCURACY,
  MARGIN_RATIO;

  /** Its value, NaN where it is not defined. */
  public double of(OcrOutcome outcome) {
    return switch (this) {
      case LOSS_TRAIN_FACTS -> outcome.loss(OcrTask.Group.TRAIN_FACTS);
      case LOSS_TRAIN_IMPLICATIONS -> outcome.loss(OcrTask.Group.TRAIN_IMPLICATIONS);
      case LOSS_TEST_FACTS -> outcome.loss(OcrTask.Group.TEST_FACTS);
      case LOSS_TEST_IMPLICATIONS -> outcome.loss(OcrTask.Group.TEST_IMPLICATIONS);
      case MEAN_RANK -> outcome.meanRank();
      case ACCURACY -> outcome.accuracy();
      case MARGIN_RATIO -> outcome.marginRatio();
    };
  }

  /** Its name in JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name in a sentence. */
  String words() {
    return switch (this) {
      case LOSS_TRAIN_FACTS -> "loss, " + OcrTask.Group.TRAIN_FACTS.words();
      case LOSS_TRAIN_IMPLICATIONS -> "loss, " + OcrTask.Group.TRAIN_IMPLICATIONS.words();
      case LOSS_TEST_FACTS -> "loss, " + OcrTask.Group.TEST_FACTS.words();
      case LOSS_TEST_IMPLICATIONS -> "loss, " + OcrTask.Group.TEST_IMPLICATIONS.words();
      case MEAN_RANK -> "mean rank";
      case ACCURACY -> "accuracy";
      case MARGIN_RATIO -> "test margin over training margin";
    };
  }
}
