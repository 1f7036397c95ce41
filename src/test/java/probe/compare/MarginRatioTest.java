package probe.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static probe.compare.ConceptPredictionsTest.same;
import static probe.compare.Documents.MARGINS;
import static probe.compare.Documents.made;
import static probe.compare.Documents.model;
import static probe.compare.Documents.ocr;
import static probe.compare.Documents.root;
import static probe.compare.Documents.row;
import static probe.compare.Documents.run;
import static probe.compare.Documents.table;
import static probe.compare.Documents.value;
import static probe.compare.Documents.why;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import probe.result.Analysis;
import probe.result.Table;

/** (B2), a slope over numbers of training implications. */
class MarginRatioTest {
  private static final int CLASSES = 5;
  private static final int SEEDS = 3;

  private static Subject taught(Analysis analysis) {
    return model(run(List.of(), analysis));
  }

  private static List<@Nullable Object> margin(int told, double ratio, @Nullable Double theory) {
    return row(
        "city",
        "spurious",
        "spurious",
        told,
        ratio,
        ratio - 0.1,
        ratio + 0.2,
        theory,
        CLASSES,
        SEEDS);
  }

  @SafeVarargs
  private static Table margins(List<@Nullable Object>... rows) {
    return table("margins", MARGINS, rows);
  }

  @Test
  void theSlopeIsThatOfLeastSquares() {
    double[] x = {0.5, 0.75, 1};
    double[] y = {0.4, 0.5, 0.8};
    Table table =
        margins(
            row("city", "spurious", "spurious", 0, null, null, null, null, CLASSES, SEEDS),
            margin(1, y[0], x[0]),
            margin(2, y[1], x[1]),
            margin(4, y[2], x[2]),
            row("city", "shuffled", "spurious", 2, 9.0, 8.0, 9.5, null, CLASSES, SEEDS),
            row("city", "true", "true", 2, 9.0, 8.0, 9.5, 0.75, CLASSES, SEEDS));

    Measured.Value found = value("B2", taught(ocr("full", table)));

    // x - mean is -.25, 0 and .25, so that weights are -2, 0 and 2
    same(
        found.interval(),
        made(2 * (0.8 - 0.4), root(2 * 0.2, 2 * 0.1), root(2 * 0.1, 2 * 0.2), 3 * CLASSES * SEEDS));
    assertThat(found.notes()).contains("city/spurious: 1 told 0.40, 2 told 0.50, 4 told 0.80");
  }

  @Test
  void aLineHasItsSlopeWhateverTheNumbers() {
    double[] x = {0.2, 0.35, 0.9, 1};
    double[] weights = MarginRatio.slopeWeights(x);
    double slope = 0;
    for (int k = 0; k < x.length; k++) {
      slope += weights[k] * (7 - 3 * x[k]);
    }
    assertThat(slope).isCloseTo(-3, within(1e-12));
  }

  @Test
  void aSlopeNeedsThreeDifferentNumbers() {
    String missing = "no fact set was taught with 3 numbers of training implications; ";
    assertThat(why("B2", taught(ocr("full")))).startsWith(missing);
    assertThat(why("B2", taught(ocr("full", margins(margin(1, 0.4, 0.5), margin(2, 0.5, 0.75))))))
        .startsWith(missing);
    // from half of the names on, theory gives 1 for all
    Table same = margins(margin(5, 0.4, 1.0), margin(6, 0.5, 1.0), margin(7, 0.6, 1.0));
    assertThat(why("B2", taught(ocr("full", same)))).startsWith(missing);
  }
}
