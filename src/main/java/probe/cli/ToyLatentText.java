package probe.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import probe.stats.Summary;
import probe.theory.LatentMeasures;
import probe.theory.LatentOptions;
import probe.theory.LatentOutcome;

/** The outcome of {@code probe toy latent} as JSON and for the terminal. */
final class ToyLatentText {
  private static final Map<String, ToDoubleFunction<LatentOutcome>> MEASURES = measures();

  private ToyLatentText() {}

  private static Map<String, ToDoubleFunction<LatentOutcome>> measures() {
    Map<String, ToDoubleFunction<LatentOutcome>> out = new LinkedHashMap<>();
    out.put("excess", LatentOutcome::excess);
    out.put("l_un", o -> o.measures().unembedding());
    out.put("l_em", o -> o.measures().embedding());
    out.put("al", o -> o.measures().alignment());
    out.put("or_un", o -> o.measures().orthogonalityUnembedding());
    out.put("or_em", o -> o.measures().orthogonalityEmbedding());
    out.put("log_odds_within", o -> o.checks().logOddsWithin());
    out.put("log_odds_between", o -> o.checks().logOddsBetween());
    out.put("log_odds_between_exact", o -> o.checks().logOddsBetweenExact());
    out.put("max_margin", o -> o.checks().maxMargin());
    out.put("separable", o -> o.checks().separable());
    return out;
  }

  static Map<String, @Nullable Object> fields(List<LatentOutcome> outcomes, String graph) {
    LatentOptions options = outcomes.getFirst().options();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("concepts", options.concepts());
    out.put("dim", options.dim());
    out.put("contexts", outcomes.getFirst().contexts());
    out.put("tokens", outcomes.getFirst().tokens());
    out.put("graph", graph);
    out.put("control", options.control());
    out.put("optimizer", options.optimizer().toString());
    out.put("lr", options.learningRate());
    out.put("steps", options.steps());
    out.put("init", options.init());
    out.put("runs", outcomes.stream().map(ToyLatentText::run).toList());
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    MEASURES.forEach((name, measure) -> summary.put(name, ToyText.spread(values(outcomes, measure))));
    out.put("summary", summary);
    return out;
  }

  private static double[] values(
      List<LatentOutcome> outcomes, ToDoubleFunction<LatentOutcome> measure) {
    return outcomes.stream().mapToDouble(measure).filter(Double::isFinite).toArray();
  }

  private static Map<String, @Nullable Object> run(LatentOutcome outcome) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("seed", outcome.seed());
    out.put("floor", outcome.floor());
    MEASURES.forEach(
        (name, measure) -> out.put(name, ToyText.finite(measure.applyAsDouble(outcome))));
    List<Map<String, @Nullable Object>> concepts = new ArrayList<>();
    List<LatentMeasures.Concept> all = outcome.measures().concepts();
    for (int i = 0; i < all.size(); i++) {
      Map<String, @Nullable Object> concept = new LinkedHashMap<>();
      concept.put("concept", i + 1);
      concept.put("fixed_by_contexts", !(outcome.options().control() && i == all.size() - 1));
      concept.put("l_un", ToyText.finite(all.get(i).unembedding()));
      concept.put("l_em", ToyText.finite(all.get(i).embedding()));
      concept.put("al", ToyText.finite(all.get(i).alignment()));
      concepts.add(concept);
    }
    out.put("by_concept", concepts);
    List<Map<String, @Nullable Object>> curve = new ArrayList<>();
    for (LatentOutcome.Logged logged : outcome.curve()) {
      Map<String, @Nullable Object> point = new LinkedHashMap<>();
      point.put("step", logged.step());
      point.put("excess", logged.excess());
      point.put("l_un", ToyText.finite(logged.measures().unembedding()));
      point.put("l_em", ToyText.finite(logged.measures().embedding()));
      point.put("al", ToyText.finite(logged.measures().alignment()));
      point.put("or_un", ToyText.finite(logged.measures().orthogonalityUnembedding()));
      point.put("or_em", ToyText.finite(logged.measures().orthogonalityEmbedding()));
      curve.add(point);
    }
    out.put("curve", curve);
    return out;
  }

  static void print(PrintWriter to, List<LatentOutcome> outcomes) {
    LatentOptions options = outcomes.getFirst().options();
    to.printf(
        Locale.ROOT,
        "%d concepts, dim %d, %d contexts, %d tokens, %s with rate %.3g, %,d steps%n%n",
        options.concepts(),
        options.dim(),
        outcomes.getFirst().contexts(),
        outcomes.getFirst().tokens(),
        options.optimizer(),
        options.learningRate(),
        options.steps());
    to.println("seed  excess    l_un    l_em      al   or_un   or_em  margin");
    for (LatentOutcome outcome : outcomes) {
      row(to, Long.toString(outcome.seed()), measure -> measure.applyAsDouble(outcome));
    }
    row(to, "mean", measure -> of(values(outcomes, measure), Summary::mean));
    row(to, "sd", measure -> of(values(outcomes, measure), Summary::sd));
    if (options.control()) {
      to.printf(
          Locale.ROOT,
          "the concept that no context knows: l_un %.3f%n",
          of(values(outcomes, o -> o.measures().concepts().getLast().unembedding()), Summary::mean));
    }
  }

  private static double of(double[] values, ToDoubleFunction<Summary> number) {
    return values.length == 0 ? Double.NaN : number.applyAsDouble(Summary.of(values));
  }

  private static void row(
      PrintWriter to,
      String name,
      ToDoubleFunction<ToDoubleFunction<LatentOutcome>> value) {
    to.printf(Locale.ROOT, "%4s", name);
    for (String measure : List.of("excess", "l_un", "l_em", "al", "or_un", "or_em", "max_margin")) {
      ToDoubleFunction<LatentOutcome> one = MEASURES.get(measure);
      if (one != null) {
        to.printf(Locale.ROOT, measure.equals("excess") ? " %7.4f" : " %7.3f", value.applyAsDouble(one));
      }
    }
    to.println();
  }
}
