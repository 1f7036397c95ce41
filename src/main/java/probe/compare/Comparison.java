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
    return of(predictions, toys, true, subjects, done);
  }

  /** The same without toys for predictions that no subject was measured for. */
  public static List<Row> ofMeasured(
      List<Prediction> predictions, Toys toys, List<Subject> subjects, IntConsumer done) {
    return of(predictions, toys, false, subjects, done);
  }

  private static List<Row> of(
      List<Prediction> predictions,
      Toys toys,
      boolean all,
      List<Subject> subjects,
      IntConsumer done) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < predictions.size(); i++) {
      Prediction prediction = predictions.get(i);
      List<Measured> measured = subjects.stream().map(prediction::measure).toList();
      boolean any = measured.stream().anyMatch(m -> m instanceof Measured.Value);
      Theory theory = all || any ? prediction.theory(toys) : Theory.NOT_ASKED;
      for (int k = 0; k < subjects.size(); k++) {
        // of points of training alone nobody expects more than they have
        if (measured.get(k) instanceof Measured.Value || !subjects.get(k).hasCourseOnly()) {
          rows.add(Row.of(prediction.claim(), subjects.get(k), theory, measured.get(k)));
        }
      }
      done.accept(i + 1);
    }
    return rows;
  }
}
