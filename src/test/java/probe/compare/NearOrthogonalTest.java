package probe.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static probe.compare.Documents.concept;
import static probe.compare.Documents.concepts;
import static probe.compare.Documents.model;
import static probe.compare.Documents.pairs;
import static probe.compare.Documents.probe;
import static probe.compare.Documents.row;
import static probe.compare.Documents.run;
import static probe.compare.Documents.value;
import static probe.compare.Documents.why;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import probe.result.Concept;
import probe.result.Table;

/** (A3), whose units are in many pairs each. */
class NearOrthogonalTest {
  private static final int CONCEPTS = 5;

  private static double cosine(int i, int j) {
    return ((i + j) % 2 == 0 ? 1 : -1) * (0.02 * i + 0.05 * j);
  }

  private static double chance(int i, int j) {
    return 0.2 + 0.01 * i * j;
  }

  private static List<List<@Nullable Object>> all() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int j = 1; j < CONCEPTS; j++) {
      for (int i = 0; i < j; i++) {
        rows.add(row("c" + i, "c" + j, false, cosine(i, j), chance(i, j)));
      }
    }
    return rows;
  }

  private static Subject subject(List<Concept> concepts, List<List<@Nullable Object>> rows) {
    return model(run(concepts, probe("orthogonality", List.of(), pairs("euclidean", rows))));
  }

  /** The share over pairs of concepts that both stay. */
  private static double share(IntPredicate stays) {
    double cosines = 0;
    double chances = 0;
    for (int j = 1; j < CONCEPTS; j++) {
      for (int i = 0; i < j; i++) {
        if (stays.test(i) && stays.test(j)) {
          cosines += Math.abs(cosine(i, j));
          chances += chance(i, j);
        }
      }
    }
    return cosines / chances;
  }

  private static double error(double... leftOut) {
    double mean = Documents.mean(leftOut);
    double squares = 0;
    for (double x : leftOut) {
      squares += (x - mean) * (x - mean);
    }
    return Math.sqrt(squares * (leftOut.length - 1) / leftOut.length);
  }

  @Test
  void wholeConceptsAreLeftOutOfTheShare() {
    double[] leftOut = new double[CONCEPTS];
    for (int k = 0; k < CONCEPTS; k++) {
      int out = k;
      leftOut[k] = share(i -> i != out);
    }

    Measured.Value found = value("A3", subject(concepts(CONCEPTS), all()));

    ConceptPredictionsTest.same(
        found.interval(), Documents.reach(share(i -> true), error(leftOut), CONCEPTS));
    assertThat(found.notes()).containsExactly("10 pairs of 5 concepts");
  }

  @Test
  void conceptsThatShareAValueAreLeftOutTogether() {
    List<Concept> linked = new ArrayList<>(concepts(CONCEPTS));
    linked.set(4, concept("c4", "from0", "else"));
    double[] leftOut = {
      share(i -> i != 0 && i != 4), share(i -> i != 1), share(i -> i != 2), share(i -> i != 3)
    };
    ConceptPredictionsTest.same(
        value("A3", subject(linked, all())).interval(),
        Documents.reach(share(i -> true), error(leftOut), 4));
  }

  @Test
  void pairsThatShareAValueControlsAndEmptyCellsDoNotCount() {
    List<List<@Nullable Object>> rows = all();
    rows.add(row("c0", "c1", true, 9.0, 0.1));
    rows.add(row("unfixed-coin", "c1", false, 9.0, 0.1));
    rows.add(row("c1", "unfixed-coin", false, 9.0, 0.1));
    rows.add(row("c0", "c9", false, null, 0.1));
    rows.add(row("c0", "c9", false, 9.0, null));

    assertThat(value("A3", subject(concepts(CONCEPTS), rows)))
        .isEqualTo(value("A3", subject(concepts(CONCEPTS), all())));
  }

  @Test
  void tooFewConceptsAreNamed() {
    assertThat(why("A3", model(run(concepts(5)))))
        .isEqualTo("no orthogonality in its results; `probe run` gives it");
    List<List<@Nullable Object>> three =
        all().stream().filter(r -> !r.contains("c3") && !r.contains("c4")).toList();
    assertThat(why("A3", subject(concepts(5), three)))
        .isEqualTo(
            "3 concepts in 3 groups of concepts that share a value could be compared in run-0,"
                + " orthogonality; 4 such groups are needed");
    // the table of another product is none
    Table causal = pairs("causal", List.of(row("c0", "c1", false, 0.1, 0.2)));
    assertThat(why("A3", model(run(concepts(5), probe("orthogonality", List.of(), causal)))))
        .startsWith("0 concepts in 0 groups");
  }

  /** Without c0 there is no pair left. */
  @Test
  void pairsThatAllHaveOneConceptHaveNoInterval() {
    List<List<@Nullable Object>> star = all().stream().filter(r -> r.contains("c0")).toList();
    assertThat(why("A3", subject(concepts(CONCEPTS), star)))
        .isEqualTo(
            "the 4 pairs of run-0, orthogonality all have one concept in them, or one that shares"
                + " its values: without it nothing is left");
  }
}
