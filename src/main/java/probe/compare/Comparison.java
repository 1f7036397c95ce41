package probe.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Predictions held against models. */
public final class Comparison {
  private Comparison() {}

  /**
   * A row for each prediction and subject, prediction by prediction.
   *
   * @param done told how many predictions are done
   */
  public static List<Row> of(
      List<Prediction> predictions, Toys toys, List<Subject> subjects, IntConsumer done) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < predictions.size(); i++) {
      Prediction prediction = predictions.get(i);
      Theory theory = prediction.theory(toys);
      for (Subject subject : subjects) {
        Measured measured = prediction.measure(subject);
        // of points of training alone nobody expects more than they have
        if (measured instanceof Measured.Value || !subject.hasCourseOnly()) {
          rows.add(Row.of(prediction.claim(), subject, theory, measured));
        }
      }
      done.accept(i + 1);
    }
    return rows;
  }
}
