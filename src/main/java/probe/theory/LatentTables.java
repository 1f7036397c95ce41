package probe.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import probe.result.Table;
import probe.stats.Interval;
import probe.stats.Summary;

/** The tables of an analysis of table models. */
final class LatentTables {
  private LatentTables() {}

  static List<Table> of(List<LatentOutcome> outcomes) {
    return List.of(summary(outcomes), seeds(outcomes), concepts(outcomes), pairs(outcomes));
  }

  private static Table summary(List<LatentOutcome> outcomes) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (LatentMeasure measure : LatentMeasure.values()) {
      double[] values = measure.of(outcomes);
      if (values.length > 0) {
        Summary spread = Summary.of(values);
        Interval mean = SeedMean.of(measure, outcomes);
        rows.add(
            row(
                measure.key(),
                measure.title(),
                finite(SeedMean.of(measure.untrained(outcomes)).estimate()),
                spread.mean(),
                finite(mean.low()),
                finite(mean.high()),
                spread.n() > 1 ? spread.sd() : null,
                spread.min(),
                spread.max()));
      }
    }
    return new Table(
        "summary",
        "Measures over seeds",
        "Means with 95 % intervals of Student's t over seeds. The concept that no context knows, if"
            + " there is one, is left out.",
        List.of("key", "measure", "untrained", "mean", "low", "high", "sd", "least", "most"),
        rows);
  }

  private static Table seeds(List<LatentOutcome> outcomes) {
    List<LatentMeasure> shown =
        Stream.concat(LatentMeasure.course().stream(), Stream.of(LatentMeasure.MAX_MARGIN))
            .toList();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (LatentOutcome outcome : outcomes) {
      List<@Nullable Object> row = row(outcome.seed(), outcome.contexts(), outcome.tokens());
      shown.forEach(measure -> row.add(finite(measure.of(outcome))));
      rows.add(row);
    }
    List<String> columns = new ArrayList<>(List.of("seed", "contexts", "tokens"));
    shown.forEach(measure -> columns.add(measure.key()));
    return new Table(
        "seeds", "Every seed", "Graph, probabilities and tables are drawn anew.", columns, rows);
  }

  private static Table concepts(List<LatentOutcome> outcomes) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<LatentMeasures.Concept> first = outcomes.getFirst().measures().concepts();
    for (int i = 0; i < first.size(); i++) {
      int at = i;
      List<LatentMeasures.Concept> own =
          outcomes.stream().map(o -> o.measures().concepts().get(at)).toList();
      Interval un = mean(own, LatentMeasures.Concept::unembedding);
      rows.add(
          row(
              i + 1,
              !first.get(i).control(),
              finite(un.estimate()),
              finite(LatentMeasure.L_UN.clip(un.low())),
              finite(LatentMeasure.L_UN.clip(un.high())),
              finite(mean(own, LatentMeasures.Concept::embedding).estimate()),
              finite(mean(own, LatentMeasures.Concept::alignment).estimate()),
              finite(mean(own, LatentMeasures.Concept::length).estimate())));
    }
    return new Table(
        "concepts",
        "Concepts",
        "Means over seeds; low and high are the 95 % interval of l_un. Length is the root mean"
            + " square length of the steering vectors among unembeddings.",
        List.of("concept", "known by contexts", "l_un", "low", "high", "l_em", "al", "length"),
        rows);
  }

  private static Table pairs(List<LatentOutcome> outcomes) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<ConceptRelation> first = outcomes.getFirst().relations();
    for (int k = 0; k < first.size(); k++) {
      int at = k;
      List<ConceptRelation> relations = outcomes.stream().map(o -> o.relations().get(at)).toList();
      List<LatentMeasures.Pair> own =
          outcomes.stream().map(o -> o.measures().pairs().get(at)).toList();
      rows.add(
          row(
              (first.get(k).first() + 1) + " and " + (first.get(k).second() + 1),
              finite(mean(relations, r -> r.edge() ? 1 : 0).estimate()),
              finite(mean(relations, r -> Math.abs(r.correlation())).estimate()),
              finite(mean(relations, ConceptRelation::information).estimate()),
              finite(mean(own, pair -> Math.abs(pair.unembedding())).estimate()),
              finite(mean(own, pair -> Math.abs(pair.embedding())).estimate()),
              finite(mean(own, LatentMeasures.Pair::cross).estimate())));
    }
    return new Table(
        "pairs",
        "Pairs of concepts",
        "Means over seeds: of |phi| and mutual information (nats) of the concepts, and of the"
            + " |cosine| of their mean steering vectors.",
        List.of(
            "concepts",
            "share of seeds with an edge",
            "|phi|",
            "information",
            "|cosine|, unembeddings",
            "|cosine|, embeddings",
            "|cosine|, one of each"),
        rows);
  }

  private static <T> Interval mean(List<T> all, ToDoubleFunction<T> number) {
    return SeedMean.of(all.stream().mapToDouble(number).toArray());
  }

  private static List<@Nullable Object> row(@Nullable Object... cells) {
    return new ArrayList<>(Arrays.asList(cells));
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
