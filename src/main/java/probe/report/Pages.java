package probe.report;

import java.util.ArrayList;
import java.util.List;
import probe.report.Page.Chip;
import probe.report.Page.Section;
import probe.report.Page.Tally;
import probe.report.Page.Tile;
import probe.result.Analysis;
import probe.result.Ledger;
import probe.result.RunDocument;
import probe.result.Verdict;

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
    ModelPages model = ModelPages.of(document);
    return new Page(
        withoutModel(),
        lead(),
        model == null ? "" : model.alarm(),
        model == null ? List.of(ledgerTile()) : model.tiles(ledgerTile()),
        verdicts,
        sections,
        model == null ? null : model.page(),
        ledgerLead(),
        ledger(),
        provenance());
  }

  /** What a page is about that is about no model. */
  private String withoutModel() {
    return document.analyses().stream().anyMatch(analysis -> analysis.kind().equals("compare"))
        ? "Predictions beside models"
        : "Toy models";
  }

  private String lead() {
    if (document.analyses().isEmpty()) {
      return document.certificate() == null
          ? "Nothing was run, so there is nothing to believe or to doubt."
          : "No probe was run, so there is nothing to believe or to doubt but the certificate and"
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

  private Tile ledgerTile() {
    Ledger ledger = document.ledger();
    if (ledger.tests() == 0) {
      return new Tile("ledger", "Tests", new Chip("plain", "none"), "No p-value was taken.");
    }
    return new Tile(
        "ledger",
        "Tests",
        new Chip("plain", ledger.rejected() + " of " + ledger.tests() + " rejected"),
        "At level %s, %s would be by chance alone."
            .formatted(Digits.level(ledger.level()), Digits.mean(ledger.expected())));
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
    if (!document.model().isEmpty()) {
      out.add(Sections.fields("Model", document.model()));
    }
    out.add(Sections.fields("Seconds that parts of the run took", document.times()));
    return out;
  }
}
