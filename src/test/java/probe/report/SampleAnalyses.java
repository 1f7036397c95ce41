package probe.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Table;
import probe.result.Verdict;

/** Analyses with made-up numbers, the same for the same seed. */
final class SampleAnalyses {
  private static final List<String> PRODUCTS = List.of("causal", "Euclidean", "random");

  private static final List<Verdict> VERDICTS =
      List.of(Verdict.SUPPORTED, Verdict.NOT_SUPPORTED, Verdict.CANNOT_TELL);

  private final SplittableRandom random;

  SampleAnalyses(long seed) {
    random = new SplittableRandom(seed);
  }

  List<Analysis> large(List<String> names) {
    List<Analysis> out = new ArrayList<>();
    out.add(
        analysis(
            "linearity",
            "Are the word pairs of a concept parallel in the unembedding?",
            Verdict.SUPPORTED,
            findings("linearity", names, PRODUCTS),
            names.stream().map(name -> (Figure) histogram("loo-" + name, name)).toList()));
    out.add(
        analysis(
            "separability",
            "Are directions of concepts that have nothing to do with each other orthogonal?",
            Verdict.NOT_SUPPORTED,
            findings("separability", names, PRODUCTS),
            PRODUCTS.stream().map(p -> (Figure) heatMap("cosines-" + p, p, names, -1)).toList()));
    out.add(
        analysis(
            "layers",
            "In which layer can a concept be read off?",
            Verdict.SUPPORTED,
            findings("layers", names, PRODUCTS),
            List.of(
                curves("by-layer", 13, names.subList(0, 4)),
                intervals(
                    "by-source",
                    List.of("table model", "pocket world", "pretrained model"),
                    names.subList(0, 5)))));
    for (String kind :
        List.of("steering", "intervention", "hierarchy", "log-odds", "control-task", "measure")) {
      Verdict verdict = kind.equals("hierarchy") ? Verdict.NOT_SUPPORTED : Verdict.CANNOT_TELL;
      out.add(
          analysis(
              kind,
              "Does " + kind + " behave as the linear representation hypothesis says?",
              verdict,
              findings(kind, names, List.of("causal")),
              List.of(heatMap(kind + "-map", kind, names.subList(0, 8), 0))));
    }
    return out;
  }

  List<Analysis> hostile(List<String> names) {
    List<Analysis> out = new ArrayList<>();
    for (String name : names) {
      out.add(
          new Analysis(
              name,
              name,
              name,
              Verdict.SUPPORTED,
              name,
              Map.of(name, name),
              List.of(finding(name + "/" + name, name, Verdict.SUPPORTED)),
              List.of(
                  heatMap("map", name, names, -1),
                  histogram("histogram", name),
                  curves("curves", 5, names),
                  intervals("intervals", names, names)),
              List.of(new Table("table", name, name, names, List.of(List.<Object>copyOf(names)))),
              List.of(name)));
    }
    return out;
  }

  List<Analysis> untestable(List<String> names) {
    List<Finding> findings =
        names.stream()
            .map(
                name ->
                    Finding.untested(
                        "linearity/" + name,
                        "The word pairs of " + name + " are parallel.",
                        name,
                        "1 of 40 pairs is left, a direction needs 3"))
            .toList();
    return List.of(
        new Analysis(
            "linearity",
            "linearity",
            "Are the word pairs of a concept parallel in the unembedding?",
            Verdict.CANNOT_TELL,
            "No concept keeps the three pairs that a direction needs.",
            Map.of(),
            findings,
            List.of(),
            List.of(),
            List.of("The vocabulary has 512 tokens.")));
  }

  Analysis withoutValues(String probe) {
    List<Double> none = Arrays.asList(null, null);
    return new Analysis(
        probe,
        "linearity",
        "Are figures without a value drawn?",
        Verdict.CANNOT_TELL,
        "There is no value.",
        Map.of(),
        List.of(
            new Finding(
                "empty/estimate",
                "It is defined.",
                "estimate",
                Verdict.CANNOT_TELL,
                "undefined",
                List.of(new Estimate("mean", null, null, null, null, 0, "pairs", "")),
                List.of())),
        List.of(
            new Figure.HeatMap(
                "map", "Map", "", List.of("a", "b"), List.of("c", "d"), List.of(none, none), 0, 0),
            new Figure.HeatMap("no-rows", "No rows", "", List.of(), List.of(), List.of(), 0, 1),
            new Figure.Histogram(
                "histogram", "Histogram", "", "x", List.of(0.0, 1.0), List.of(), List.of()),
            new Figure.Curves(
                "curves",
                "Curves",
                "",
                "x",
                "y",
                List.of(0.0, 1.0),
                List.of(new Figure.Line("gap", none, List.of(), List.of()))),
            new Figure.Intervals(
                "intervals",
                "Intervals",
                "",
                "x",
                List.of(new Figure.Point("", "nothing", null, null, null)),
                null,
                "")),
        List.of(new Table("none", "No rows", "", List.of("a"), List.of())),
        List.of());
  }

  private Analysis analysis(
      String probe,
      String question,
      Verdict verdict,
      List<Finding> findings,
      List<Figure> figures) {
    long supported = findings.stream().filter(f -> f.verdict() == Verdict.SUPPORTED).count();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("draws", 1000);
    settings.put("margin", 0.1);
    settings.put("products", PRODUCTS);
    List<List<Object>> rows =
        IntStream.range(0, 30)
            .mapToObj(
                i -> Arrays.<Object>asList("row " + i, i, random.nextDouble(), i % 2 == 0, null))
            .toList();
    return new Analysis(
        probe,
        probe,
        question,
        verdict,
        "%d of %d claims hold after correction; the median leave-one-out cosine is 0.31 (95 %% CI 0.27 to 0.36, 22 concepts)."
            .formatted(supported, findings.size()),
        settings,
        findings,
        figures,
        List.of(
            new Table(
                "details",
                "Details of " + probe,
                "One row per split.",
                List.of("split", "k", "share", "used", "note"),
                rows)),
        List.of(
            "Concepts that share words are not independent; they are estimated on disjoint"
                + " words."));
  }

  private List<Finding> findings(String probe, List<String> names, List<String> products) {
    List<Finding> out = new ArrayList<>();
    for (String product : products) {
      for (int i = 0; i < names.size(); i++) {
        String id = probe + "/" + names.get(i) + "/" + product;
        Verdict verdict = VERDICTS.get((i + product.length()) % VERDICTS.size());
        out.add(finding(id, names.get(i) + ", " + product, verdict));
      }
    }
    return out;
  }

  private Finding finding(String id, String subject, Verdict verdict) {
    double value = random.nextDouble();
    double p = verdict == Verdict.SUPPORTED ? 1.0 / 1000 : random.nextDouble();
    HypothesisTest test =
        new HypothesisTest(
            "shuffled pairs",
            "partners are exchangeable",
            "mean leave-one-out cosine",
            value,
            0.01,
            -0.08,
            0.09,
            p,
            Math.min(1, 2 * p),
            "Benjamini-Hochberg over 27 concepts",
            999,
            30,
            "leave one pair out",
            42);
    return new Finding(
        id,
        "The differences of " + subject + " are more parallel than chance.",
        subject,
        verdict,
        "the mean cosine is %.3f and the null's 95 %% quantile .09".formatted(value),
        List.of(
            new Estimate(
                "mean leave-one-out cosine",
                value,
                value - 0.07,
                value + 0.06,
                0.95,
                30,
                "pairs",
                "bootstrap over pairs"),
            Estimate.plain("effective pairs", 1234.5678, 30, "pairs"),
            Estimate.plain("undefined", Double.NaN, 0, "pairs")),
        List.of(test));
  }

  Figure.HeatMap heatMap(String id, String title, List<String> names, double low) {
    List<List<Double>> values = new ArrayList<>();
    for (int r = 0; r < names.size(); r++) {
      List<Double> row = new ArrayList<>();
      for (int c = 0; c < names.size(); c++) {
        double value = r == c ? 1 : low + (1 - low) * random.nextDouble();
        row.add(r == 0 && c == names.size() - 1 ? null : value);
      }
      values.add(row);
    }
    return new Figure.HeatMap(
        id,
        "Cosines, " + title,
        "Row and column are concepts; far from 0 is not orthogonal.",
        names,
        names,
        values,
        low,
        1);
  }

  Figure.Histogram histogram(String id, String title) {
    List<Double> edges = IntStream.rangeClosed(0, 20).mapToObj(i -> -1 + i / 10.0).toList();
    return new Figure.Histogram(
        id,
        "Leave-one-out cosines, " + title,
        "If the pairs are parallel, they lie right of the null.",
        "cosine",
        edges,
        List.of(
            new Figure.Counts("shuffled pairs", shares(9), 1000),
            new Figure.Counts("pairs of the concept", shares(14), 30)),
        List.of(new Figure.Mark("mean", 0.38), new Figure.Mark("null 95 %", 0.09)));
  }

  private List<Double> shares(int centre) {
    double[] raw =
        IntStream.range(0, 20)
            .mapToDouble(
                i -> Math.exp(-Math.pow(i - centre, 2) / 8) * (0.7 + 0.6 * random.nextDouble()))
            .toArray();
    double sum = Arrays.stream(raw).sum();
    return Arrays.stream(raw).mapToObj(v -> v / sum).toList();
  }

  Figure.Curves curves(String id, int layers, List<String> names) {
    List<Figure.Line> lines = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      List<Double> y = new ArrayList<>();
      List<Double> low = new ArrayList<>();
      List<Double> high = new ArrayList<>();
      for (int i = 0; i < layers; i++) {
        boolean gap = k == 1 && i == 2;
        double value = 0.5 + 0.08 * k + 0.2 * Math.tanh((i - 4) / 3.0) + 0.02 * random.nextDouble();
        y.add(gap ? null : value);
        low.add(gap ? null : value - 0.05);
        high.add(gap ? null : value + 0.05);
      }
      boolean band = k < 2;
      lines.add(new Figure.Line(names.get(k), y, band ? low : List.of(), band ? high : List.of()));
    }
    List<Double> x = IntStream.range(0, layers).mapToObj(i -> (double) i).toList();
    return new Figure.Curves(
        id, "AUC by layer", "The band is the 95 % interval.", "layer", "AUC", x, lines);
  }

  /** The last of each group has no value, the one before it no interval. */
  Figure.Intervals intervals(String id, List<String> groups, List<String> labels) {
    List<Figure.Point> points = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      for (int i = 0; i < labels.size(); i++) {
        int left = labels.size() - i;
        double value = 0.9 - 0.1 * g - 0.07 * i;
        double half = 0.03 + 0.01 * i;
        points.add(
            new Figure.Point(
                groups.get(g),
                labels.get(i),
                left > 1 ? (Double) value : null,
                left > 2 ? (Double) (value - half) : null,
                left > 2 ? (Double) (value + half) : null));
      }
    }
    return new Figure.Intervals(
        id,
        "AUC by source",
        "The line is the 95 % interval.",
        "AUC",
        points,
        0.5,
        groups.getFirst() + " by chance");
  }
}
