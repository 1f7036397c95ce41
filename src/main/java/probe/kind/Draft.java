package probe.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import probe.geometry.Space;
import probe.result.Analysis;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.Table;
import probe.result.Verdict;

/** An analysis as it is put together. */
final class Draft {
  private final String probe;
  private final String kind;
  private final String question;
  private final Map<String, Object> settings;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Draft(String probe, String kind, String question, Map<String, Object> settings) {
    this.probe = probe;
    this.kind = kind;
    this.question = question;
    this.settings = settings;
  }

  void add(Finding finding) {
    findings.add(finding);
  }

  void add(List<Finding> more) {
    findings.addAll(more);
  }

  void add(Figure figure) {
    figures.add(figure);
  }

  void add(Table table) {
    tables.add(table);
  }

  void note(String note) {
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  List<Finding> findings() {
    return findings;
  }

  /** The space of {@code product}; where it is not defined, a note says why. */
  Optional<Space> space(Vectors vectors, String product) {
    Optional<Space> space = vectors.space(product);
    if (space.isEmpty()) {
      note("No " + product + " product: " + vectors.whyNot(product) + ".");
    }
    return space;
  }

  /**
   * The same for an analysis of differences alone, in which the mean cancels: the centred product
   * gives the Euclidean one's numbers, and counting its tests again would be wrong.
   */
  Optional<Space> spaceOfDifferences(Vectors vectors, String product) {
    if (product.equals(Vectors.CENTRED)) {
      note(
          "Centred: the mean of the vocabulary cancels in a difference of two words, so every"
              + " number is that of the Euclidean product.");
      return Optional.empty();
    }
    return space(vectors, product);
  }

  /** The analysis, with the verdict that its findings add up to. */
  Analysis done(String what) {
    return done(Verdicts.overall(findings), Verdicts.counts(findings, what) + ".");
  }

  Analysis done(Verdict verdict, String summary) {
    return new Analysis(
        probe, kind, question, verdict, summary, settings, findings, figures, tables, notes);
  }
}
