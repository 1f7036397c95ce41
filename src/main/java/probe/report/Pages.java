package probe.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import probe.report.Page.Chip;
import probe.report.Page.Section;
import probe.report.Page.Tally;
import probe.report.Page.Tile;
import probe.report.Page.Words;
import probe.result.Analysis;
import probe.result.Certificate;
import probe.result.Concept;
import probe.result.Figure;
import probe.result.Ledger;
import probe.result.RunDocument;
import probe.result.Verdict;
import probe.result.VocabularyFacts;

/** Makes the page of a document. */
final class Pages {
  /** Probes that the first sentences name, of each verdict. */
  private static final int NAMES = 6;

  private final RunDocument document;

  private Pages(RunDocument document) {
    this.document = document;
  }

  static Page of(RunDocument document) {
    return new Pages(document).page();
  }

  private Page page() {
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < document.analyses().size(); i++) {
      sections.add(Sections.of(i + 1, document.analyses().get(i)));
    }
    List<Tally> verdicts =
        Sections.tally(document.analyses().stream().map(Analysis::verdict).toList());
    VocabularyFacts vocabulary = document.vocabulary();
    return new Page(
        String.valueOf(document.provenance().getOrDefault("model", "a model")),
        lead(),
        alarm(),
        List.of(certificateTile(), conceptTile(), ledgerTile(), vocabularyTile()),
        verdicts,
        sections,
        document.concepts().stream()
            .filter(c -> !c.tested())
            .map(c -> "%s (%s)".formatted(c.name(), left(c)))
            .toList(),
        concepts(),
        document.concepts().stream().map(Pages::words).toList(),
        holds(),
        certificate(),
        document.certificate().note(),
        causal(),
        vocabulary.why(),
        vocabularyFacts(),
        Grid.of(
            "Dimensions with much more than their share of the variance",
            List.of("Dimension", "Share of the variance"),
            vocabulary.rogue().stream()
                .map(r -> Grid.Row.of(Grid.Cell.label(r.dimension()), Digits.percent(r.share())))
                .toList()),
        spectrum(vocabulary).stream().map(f -> Plots.of(Sections.key("v", f), f)).toList(),
        ledgerLead(),
        ledger(),
        provenance());
  }

  private String lead() {
    if (document.analyses().isEmpty()) {
      return "No probe was run, so there is nothing to believe or to doubt but the certificate and"
          + " the facts below.";
    }
    int claims = document.analyses().stream().mapToInt(a -> a.findings().size()).sum();
    StringBuilder out = new StringBuilder();
    out.append(Digits.plural(document.analyses().size(), "probe"))
        .append(" put ")
        .append(Digits.plural(claims, "claim"))
        .append(" to the test.");
    for (Verdict verdict : Verdict.values()) {
      List<String> names =
          document.analyses().stream()
              .filter(a -> a.verdict() == verdict)
              .map(Analysis::probe)
              .toList();
      if (!names.isEmpty()) {
        String word = Sections.words(verdict);
        out.append(' ').append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        out.append(": ").append(some(names)).append('.');
      }
    }
    return out.toString();
  }

  private static String some(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(names.size(), NAMES)));
    return names.size() <= NAMES ? first : first + " and " + (names.size() - NAMES) + " more";
  }

  private String alarm() {
    Certificate c = document.certificate();
    return c.holds()
        ? ""
        : "The parity certificate does not hold: what was taken out of the model differs from the"
            + " model's own by up to %s of the largest value, more than %s. None of these numbers"
                .formatted(Digits.number(worst(c)), Digits.number(c.tolerance()))
            + " can be trusted; try another export of the model.";
  }

  private static double worst(Certificate c) {
    return Math.max(
        c.lambdaGammaDifference(), Math.max(c.cutGraphDifference(), c.batchedDifference()));
  }

  private Chip holds() {
    return document.certificate().holds()
        ? new Chip("good", "holds")
        : new Chip("bad", "does not hold");
  }

  private Chip causal() {
    return document.vocabulary().causal()
        ? new Chip("good", "defined")
        : new Chip("bad", "not defined");
  }

  private Tile certificateTile() {
    Certificate c = document.certificate();
    return new Tile(
        "certificate",
        "Parity certificate",
        holds(),
        "Vectors %s %s; the tolerance is %s."
            .formatted(
                c.holds() ? "are the model's own within" : "differ from the model's own by",
                Digits.number(worst(c)),
                Digits.number(c.tolerance())));
  }

  private Tile conceptTile() {
    int all = document.concepts().size();
    int tested = (int) document.concepts().stream().filter(Concept::tested).count();
    String style = all == 0 || tested == 0 ? "bad" : tested == all ? "good" : "some";
    return new Tile(
        "concepts",
        "Concepts",
        new Chip(style, "%d of %d testable".formatted(tested, all)),
        all == 0
            ? "The run had no concept file."
            : tested == all
                ? "Every concept keeps enough word pairs."
                : "%s too few word pairs in this vocabulary."
                    .formatted(tested == 0 ? "All keep" : "The others keep"));
  }

  private Tile ledgerTile() {
    Ledger ledger = document.ledger();
    if (ledger.tests() == 0) {
      return new Tile("ledger", "Tests", new Chip("plain", "none"), "Nothing was tested.");
    }
    return new Tile(
        "ledger",
        "Tests",
        new Chip("plain", ledger.rejected() + " of " + ledger.tests() + " rejected"),
        "At level %s, %s would be by chance alone."
            .formatted(Digits.level(ledger.level()), Digits.mean(ledger.expected())));
  }

  private Tile vocabularyTile() {
    VocabularyFacts v = document.vocabulary();
    return new Tile(
        "vocabulary",
        "Causal inner product",
        causal(),
        "Rank %s of %s, effective dimension %s%s."
            .formatted(
                Digits.count(v.rank()),
                Digits.count(v.width()),
                Digits.number(v.effectiveDimension()),
                v.ridge() > 0 ? ", ridge " + Digits.number(v.ridge()) : ""));
  }

  private static String left(Concept c) {
    return "%d of %d pairs left".formatted(c.pairsUsed(), c.pairsListed());
  }

  private Grid concepts() {
    return Grid.of(
        "Word pairs that this vocabulary can test, of those listed",
        List.of("Concept", "From", "To", "Pairs used", "Pairs listed", "Testable", "File"),
        document.concepts().stream()
            .map(
                c ->
                    Grid.Row.of(
                        c.name(),
                        c.from(),
                        c.to(),
                        c.pairsUsed(),
                        c.pairsListed(),
                        c.tested(),
                        c.file()))
            .toList());
  }

  private static Words words(Concept c) {
    return new Words(
        c.name(),
        left(c),
        Grid.of(
            "Pairs used",
            List.of("From", "To", "Token from", "Token to"),
            c.pairs().stream()
                .map(
                    p ->
                        Grid.Row.of(
                            p.from(),
                            p.to(),
                            Grid.Cell.label(p.fromToken()),
                            Grid.Cell.label(p.toToken())))
                .toList()),
        Grid.of(
            "Pairs not used",
            List.of("From", "To", "Why"),
            c.dropped().stream().map(d -> Grid.Row.of(d.from(), d.to(), d.reason())).toList()));
  }

  private Grid certificate() {
    Certificate c = document.certificate();
    String limit = "at most " + Digits.number(c.tolerance());
    return Grid.of(
        "Tried on %s; differences are shares of the largest absolute value"
            .formatted(Digits.plural(c.contexts(), "context")),
        List.of("Check", "Found", "Must be"),
        List.of(
            Grid.Row.of(
                "lambda . gamma against the graph's own logits", c.lambdaGammaDifference(), limit),
            Grid.Row.of(
                "logits of the cut graph against the uncut one", c.cutGraphDifference(), limit),
            Grid.Row.of(
                "batched (%s) against one at a time".formatted(c.batching()),
                c.batchedDifference(),
                limit),
            Grid.Row.of("same likeliest token", c.sameTopToken() + " of " + c.contexts(), ""),
            Grid.Row.of("tokens put before every text", tokens(c.bos()), ""),
            Grid.Row.of("tokens put after every text", tokens(c.eos()), ""),
            Grid.Row.of(
                "a word inside a sentence begins with",
                c.wordPrefix().isEmpty() ? "nothing" : c.wordPrefix(),
                "")));
  }

  private static String tokens(List<String> names) {
    return names.isEmpty() ? "none" : String.join(" ", names);
  }

  private Grid vocabularyFacts() {
    VocabularyFacts v = document.vocabulary();
    return Grid.of(
        "The unembedding as a cloud of points",
        List.of("Fact", "Value"),
        List.of(
            Grid.Row.of("rows", v.rows()),
            Grid.Row.of("rows that a text can have", v.declared()),
            Grid.Row.of("width", v.width()),
            Grid.Row.of("rank of the covariance", v.rank()),
            Grid.Row.of("condition number", v.condition()),
            Grid.Row.of("ridge, as a share of the mean eigenvalue", v.ridge()),
            Grid.Row.of("effective dimension", v.effectiveDimension()),
            Grid.Row.of("share of the mean in the squared length", v.meanShare())));
  }

  static List<Figure> spectrum(VocabularyFacts v) {
    if (v.eigenvalues().size() < 2) {
      return List.of();
    }
    return List.of(
        new Figure.Curves(
            "spectrum",
            "Spectrum of the covariance",
            "The largest eigenvalues; the steeper they fall, the fewer dimensions carry the"
                + " vocabulary.",
            "rank",
            "eigenvalue",
            IntStream.rangeClosed(1, v.eigenvalues().size()).mapToObj(i -> (double) i).toList(),
            List.of(
                new Figure.Line(
                    "eigenvalue", List.copyOf(v.eigenvalues()), List.of(), List.of()))));
  }

  private String ledgerLead() {
    Ledger l = document.ledger();
    return l.tests() == 0
        ? "The run made no test."
        : "The run made %s. %s had p at most %s before correction; if every null hypothesis were true, about %s would."
            .formatted(
                Digits.plural(l.tests(), "test"),
                Digits.count(l.rejected()),
                Digits.level(l.level()),
                Digits.mean(l.expected()));
  }

  private Grid ledger() {
    return Grid.of(
        "Every test of the run",
        List.of("Finding", "Test", "p", "Adjusted p", "Correction"),
        document.ledger().entries().stream()
            .map(
                e ->
                    Grid.Row.of(
                        e.finding(),
                        e.test(),
                        Grid.Cell.p(e.p()),
                        Grid.Cell.p(e.adjusted()),
                        e.correction()))
            .toList());
  }

  private List<Grid> provenance() {
    List<Grid> out = new ArrayList<>();
    out.add(Sections.fields("Run", document.provenance()));
    out.add(Sections.fields("Model", document.model()));
    out.add(Sections.fields("Seconds that parts of the run took", document.times()));
    return out;
  }
}
