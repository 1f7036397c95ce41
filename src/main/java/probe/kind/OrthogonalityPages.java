package probe.kind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import probe.geometry.Orthogonality;
import probe.geometry.TrueCosine;
import probe.result.Figure;
import probe.result.Table;

/** The heat map and the table of concept cosines. */
final class OrthogonalityPages {
  private OrthogonalityPages() {}

  static Figure heatMap(Orthogonality measured) {
    int m = measured.concepts().size();
    double[][] values = new double[m][m];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    for (int i = 0; i < m; i++) {
      values[i][i] = 1;
    }
    for (int k = 0; k < measured.cosines().length; k++) {
      Orthogonality.Pair pair = measured.pairs().get(k);
      values[pair.first()][pair.second()] = Math.abs(measured.cosines()[k]);
      values[pair.second()][pair.first()] = Math.abs(measured.cosines()[k]);
    }
    return new Figure.HeatMap(
        "cosines-" + measured.product(),
        "Absolute cosines of concept directions, " + measured.product() + " product",
        "Each cell from the word pairs that the two concepts do not share; empty where too few are"
            + " left.",
        measured.concepts(),
        measured.concepts(),
        Figures.matrix(values),
        0,
        1);
  }

  static Table table(Orthogonality measured, List<Corpus.ConceptWords> concepts) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int k = 0; k < measured.cosines().length; k++) {
      Orthogonality.Pair pair = measured.pairs().get(k);
      TrueCosine truth = measured.truth().get(k);
      List<@Nullable Object> row = new ArrayList<>();
      row.add(measured.concepts().get(pair.second()));
      row.add(measured.concepts().get(pair.first()));
      row.add(
          Corpus.shareValue(
              concepts.get(pair.first()).words(), concepts.get(pair.second()).words()));
      row.add(pair.wordPairs());
      row.add(measured.cosines()[k]);
      row.add(nullMean(measured, k));
      row.add(Double.isNaN(truth.error()) ? null : truth.value());
      row.add(Double.isNaN(truth.error()) ? null : truth.error());
      rows.add(row);
    }
    return new Table(
        "pairs-" + measured.product(),
        "Pairs of concepts, " + measured.product() + " product",
        "Concepts that share a value, such as the base form of verbs, are positive controls.",
        List.of(
            "concept",
            "other",
            "share a value",
            "word pairs",
            "cosine",
            "random: mean absolute cosine",
            "cosine without noise",
            "standard error"),
        rows);
  }

  /** What the random metric does to the same directions, in a sentence. */
  static String randomMetric(Orthogonality measured) {
    double own = Arrays.stream(measured.cosines()).map(Math::abs).average().orElse(Double.NaN);
    double random =
        Arrays.stream(measured.random())
            .flatMapToDouble(Arrays::stream)
            .average()
            .orElse(Double.NaN);
    return String.format(
        Locale.ROOT,
        "Control: under a random metric with the eigenvalues of the causal one, mean absolute"
            + " cosines are %.3f between the concepts and %.3f between matched random words.",
        own,
        random);
  }

  private static double nullMean(Orthogonality measured, int k) {
    return Arrays.stream(measured.random()).mapToDouble(row -> row[k]).average().orElse(Double.NaN);
  }
}
