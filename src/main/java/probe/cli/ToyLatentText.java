package probe.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import probe.stats.Summary;
import probe.theory.ConceptRelation;
import probe.theory.LatentMeasure;
import probe.theory.LatentMeasures;
import probe.theory.LatentOptions;
import probe.theory.LatentOutcome;

/** The outcome of {@code probe toy latent} as JSON and for the terminal. */
final class ToyLatentText {
  private static final List<LatentMeasure> COLUMNS =
      List.of(
          LatentMeasure.EXCESS,
          LatentMeasure.L_UN,
          LatentMeasure.L_EM,
          LatentMeasure.AL,
          LatentMeasure.OR_UN,
          LatentMeasure.OR_EM,
          LatentMeasure.MAX_MARGIN);

  private ToyLatentText() {}

  static Map<String, @Nullable Object> fields(List<LatentOutcome> outcomes, String graph) {
    LatentOptions options = outcomes.getFirst().options();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("concepts", options.concepts());
    out.put("dim", options.dim());
    out.put("context_share", options.contextShare());
    out.put("token_share", options.tokenShare());
    out.put("graph", graph);
    out.put("control", options.control());
    out.put("optimizer", options.optimizer().toString());
    out.put("lr", options.learningRate());
    out.put("steps", options.steps());
    out.put("init", options.init());
    out.put("runs", outcomes.stream().map(ToyLatentText::run).toList());
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    for (LatentMeasure measure : LatentMeasure.values()) {
      summary.put(measure.key(), ToyText.spread(measure.of(outcomes)));
    }
    Map<String, @Nullable Object> untrained = new LinkedHashMap<>();
    for (LatentMeasure measure : LatentMeasure.course()) {
      untrained.put(measure.key(), ToyText.spread(measure.untrained(outcomes)));
    }
    summary.put("untrained", untrained);
    summary.put("control", options.control() ? ToyText.spread(controls(outcomes)) : null);
    out.put("summary", summary);
    return out;
  }

  /** L_un of the concept that no context knows. */
  private static double[] controls(List<LatentOutcome> outcomes) {
    return outcomes.stream()
        .flatMap(outcome -> outcome.measures().concepts().stream())
        .filter(LatentMeasures.Concept::control)
        .mapToDouble(LatentMeasures.Concept::unembedding)
        .filter(Double::isFinite)
        .toArray();
  }

  private static Map<String, @Nullable Object> run(LatentOutcome outcome) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("seed", outcome.seed());
    out.put("contexts", outcome.contexts());
    out.put("tokens", outcome.tokens());
    out.put("floor", outcome.floor());
    for (LatentMeasure measure : LatentMeasure.values()) {
      out.put(measure.key(), ToyText.finite(measure.of(outcome)));
    }
    out.put("untrained", at(outcome.curve().getFirst()));
    List<Map<String, @Nullable Object>> concepts = new ArrayList<>();
    for (LatentMeasures.Concept one : outcome.measures().concepts()) {
      Map<String, @Nullable Object> concept = new LinkedHashMap<>();
      concept.put("concept", concepts.size() + 1);
      concept.put("known_by_contexts", !one.control());
      concept.put("l_un", ToyText.finite(one.unembedding()));
      concept.put("l_em", ToyText.finite(one.embedding()));
      concept.put("al", ToyText.finite(one.alignment()));
      concept.put("length", ToyText.finite(one.length()));
      concepts.add(concept);
    }
    out.put("by_concept", concepts);
    out.put("by_pair", pairs(outcome));
    out.put("curve", outcome.curve().stream().map(ToyLatentText::logged).toList());
    return out;
  }

  private static List<Map<String, @Nullable Object>> pairs(LatentOutcome outcome) {
    List<Map<String, @Nullable Object>> out = new ArrayList<>();
    for (ConceptRelation relation : outcome.relations()) {
      LatentMeasures.Pair one = outcome.measures().pairs().get(out.size());
      Map<String, @Nullable Object> pair = new LinkedHashMap<>();
      pair.put("first", relation.first() + 1);
      pair.put("second", relation.second() + 1);
      pair.put("edge", relation.edge());
      pair.put("phi", relation.correlation());
      pair.put("information", relation.information());
      pair.put("cosine_un", ToyText.finite(one.unembedding()));
      pair.put("cosine_em", ToyText.finite(one.embedding()));
      pair.put("cross", ToyText.finite(one.cross()));
      out.add(pair);
    }
    return out;
  }

  private static Map<String, @Nullable Object> logged(LatentOutcome.Logged step) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("step", step.step());
    out.putAll(at(step));
    return out;
  }

  private static Map<String, @Nullable Object> at(LatentOutcome.Logged step) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    for (LatentMeasure measure : LatentMeasure.course()) {
      out.put(measure.key(), ToyText.finite(measure.at(step)));
    }
    return out;
  }

  static void print(PrintWriter to, List<LatentOutcome> outcomes) {
    LatentOptions options = outcomes.getFirst().options();
    to.printf(
        Locale.ROOT,
        "%d concepts, dim %d, %s contexts, %s tokens, %s with rate %.3g, %,d steps%n%n",
        options.concepts(),
        options.dim(),
        range(outcomes.stream().mapToInt(LatentOutcome::contexts).toArray()),
        range(outcomes.stream().mapToInt(LatentOutcome::tokens).toArray()),
        options.optimizer(),
        options.learningRate(),
        options.steps());
    to.println("     seed  excess    l_un    l_em      al   or_un   or_em  margin");
    for (LatentOutcome outcome : outcomes) {
      row(to, Long.toString(outcome.seed()), measure -> measure.of(outcome));
    }
    row(to, "mean", measure -> of(measure.of(outcomes), Summary::mean));
    row(to, "sd", measure -> of(measure.of(outcomes), Summary::sd));
    row(to, "untrained", measure -> of(measure.untrained(outcomes), Summary::mean));
    if (options.control()) {
      double[] controls = controls(outcomes);
      to.printf(
          Locale.ROOT,
          "%nconcept %d, which no context knows and no mean includes: l_un %.3f (sd %.3f)%n",
          options.concepts(),
          of(controls, Summary::mean),
          of(controls, Summary::sd));
    }
  }

  /** How many there are, which shares of tokens let vary by seed. */
  private static String range(int[] counts) {
    int least = Arrays.stream(counts).min().orElseThrow();
    int most = Arrays.stream(counts).max().orElseThrow();
    return least == most ? Integer.toString(least) : least + " to " + most;
  }

  private static double of(double[] values, ToDoubleFunction<Summary> number) {
    return values.length == 0 ? Double.NaN : number.applyAsDouble(Summary.of(values));
  }

  private static void row(PrintWriter to, String name, ToDoubleFunction<LatentMeasure> value) {
    to.printf(Locale.ROOT, "%9s", name);
    for (LatentMeasure measure : COLUMNS) {
      double number = value.applyAsDouble(measure);
      String format = measure == LatentMeasure.EXCESS ? " %7.4f" : " %7.3f";
      to.printf(
          "%s", Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : "       -");
    }
    to.println();
  }
}
