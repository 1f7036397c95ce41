package probe.report;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.report.Page.Chip;
import probe.report.Page.Tile;
import probe.report.Page.Words;
import probe.result.Certificate;
import probe.result.Concept;
import probe.result.Figure;
import probe.result.RunDocument;
import probe.result.VocabularyFacts;

/** Makes the parts of a page that are about the language model. */
final class ModelPages {
  private final String name;
  private final Certificate certificate;
  private final VocabularyFacts vocabulary;
  private final List<Concept> concepts;

  private ModelPages(
      String name, Certificate certificate, VocabularyFacts vocabulary, List<Concept> concepts) {
    this.name = name;
    this.certificate = certificate;
    this.vocabulary = vocabulary;
    this.concepts = concepts;
  }

  /** Null for a document without a language model. */
  static @Nullable ModelPages of(RunDocument document) {
    Certificate certificate = document.certificate();
    VocabularyFacts vocabulary = document.vocabulary();
    return certificate == null || vocabulary == null
        ? null
        : new ModelPages(
            String.valueOf(document.provenance().getOrDefault("model", "a model")),
            certificate,
            vocabulary,
            document.concepts());
  }

  /** What the run rests on, with its tests where readers look for them. */
  List<Tile> tiles(Tile tests) {
    return List.of(certificateTile(), conceptTile(), tests, vocabularyTile());
  }

  Page.OfModel page() {
    return new Page.OfModel(
        name,
        concepts.stream()
            .filter(c -> !c.tested())
            .map(c -> "%s (%s)".formatted(c.name(), left(c)))
            .toList(),
        conceptGrid(),
        concepts.stream().map(ModelPages::words).toList(),
        holds(),
        certificateChecks(),
        certificate.note(),
        causal(),
        vocabulary.why(),
        vocabularyFacts(),
        Grid.of(
            "Dimensions with much more than their share of the variance",
            List.of("Dimension", "Share of the variance"),
            vocabulary.rogue().stream()
                .map(r -> Grid.Row.of(Grid.Cell.label(r.dimension()), Digits.percent(r.share())))
                .toList()),
        spectrum(vocabulary).stream().map(f -> Plots.of(Sections.key("v", f), f)).toList());
  }

  String alarm() {
    return certificate.holds()
        ? ""
        : "The parity certificate does not hold: what was taken out of the model differs from the"
            + " model's own by up to %s of the largest value, more than %s. None of these numbers"
                .formatted(Digits.number(worst()), Digits.number(certificate.tolerance()))
            + " can be trusted; try another export of the model.";
  }

  private double worst() {
    return Math.max(
        certificate.lambdaGammaDifference(),
        Math.max(certificate.cutGraphDifference(), certificate.batchedDifference()));
  }

  private Chip holds() {
    return certificate.holds() ? new Chip("good", "holds") : new Chip("bad", "does not hold");
  }

  private Chip causal() {
    return vocabulary.causal() ? new Chip("good", "defined") : new Chip("bad", "not defined");
  }

  private Tile certificateTile() {
    return new Tile(
        "certificate",
        "Parity certificate",
        holds(),
        "Vectors %s %s; the tolerance is %s."
            .formatted(
                certificate.holds()
                    ? "are the model's own within"
                    : "differ from the model's own by",
                Digits.number(worst()),
                Digits.number(certificate.tolerance())));
  }

  private Tile conceptTile() {
    int all = concepts.size();
    int tested = (int) concepts.stream().filter(Concept::tested).count();
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

  private Tile vocabularyTile() {
    return new Tile(
        "vocabulary",
        "Causal inner product",
        causal(),
        "Rank %s of %s, effective dimension %s%s."
            .formatted(
                Digits.count(vocabulary.rank()),
                Digits.count(vocabulary.width()),
                Digits.number(vocabulary.effectiveDimension()),
                vocabulary.ridge() > 0 ? ", ridge " + Digits.number(vocabulary.ridge()) : ""));
  }

  private static String left(Concept c) {
    return "%d of %d pairs left".formatted(c.pairsUsed(), c.pairsListed());
  }

  private Grid conceptGrid() {
    return Grid.of(
        "Word pairs that this vocabulary can test, of those listed",
        List.of("Concept", "From", "To", "Pairs used", "Pairs listed", "Testable", "File"),
        concepts.stream()
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

  private Grid certificateChecks() {
    String limit = "at most " + Digits.number(certificate.tolerance());
    return Grid.of(
        "Tried on %s; differences are shares of the largest absolute value"
            .formatted(Digits.plural(certificate.contexts(), "context")),
        List.of("Check", "Found", "Must be"),
        List.of(
            Grid.Row.of(
                "lambda . gamma against the graph's own logits",
                certificate.lambdaGammaDifference(),
                limit),
            Grid.Row.of(
                "logits of the cut graph against the uncut one",
                certificate.cutGraphDifference(),
                limit),
            Grid.Row.of(
                "batched (%s) against one at a time".formatted(certificate.batching()),
                certificate.batchedDifference(),
                limit),
            Grid.Row.of(
                "same likeliest token",
                certificate.sameTopToken() + " of " + certificate.contexts(),
                ""),
            Grid.Row.of("tokens put before every text", tokens(certificate.bos()), ""),
            Grid.Row.of("tokens put after every text", tokens(certificate.eos()), ""),
            Grid.Row.of(
                "length of the state at position 0, in medians of the others",
                certificate.positionZeroNorm(),
                ""),
            Grid.Row.of(
                "a word inside a sentence begins with",
                certificate.wordPrefix().isEmpty() ? "nothing" : certificate.wordPrefix(),
                "")));
  }

  private static String tokens(List<String> names) {
    return names.isEmpty() ? "none" : String.join(" ", names);
  }

  private Grid vocabularyFacts() {
    return Grid.of(
        "The unembedding as a cloud of points",
        List.of("Fact", "Value"),
        List.of(
            Grid.Row.of("rows", vocabulary.rows()),
            Grid.Row.of("rows that a text can have", vocabulary.declared()),
            Grid.Row.of("width", vocabulary.width()),
            Grid.Row.of("rank of the covariance", vocabulary.rank()),
            Grid.Row.of("condition number", vocabulary.condition()),
            Grid.Row.of("ridge, as a share of the mean eigenvalue", vocabulary.ridge()),
            Grid.Row.of("effective dimension", vocabulary.effectiveDimension()),
            Grid.Row.of("share of the mean in the squared length", vocabulary.meanShare())));
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
}
