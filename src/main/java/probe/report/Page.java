package probe.report;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A report with every number already text: what the templates of both formats are filled with.
 *
 * @param lead what the run found and whether it can be trusted, in a few sentences
 * @param alarm why nothing here can be trusted, or ""
 * @param model null for a document without a language model
 */
record Page(
    String withoutModel,
    String lead,
    String alarm,
    List<Tile> tiles,
    List<Tally> verdicts,
    List<Section> sections,
    @Nullable OfModel model,
    String ledgerLead,
    Grid ledger,
    List<Grid> provenance) {

  /** A verdict: a style's name, and words. */
  record Chip(String style, String text) {}

  /** One reason to trust the run, or not to. */
  record Tile(String target, String label, Chip chip, String text) {}

  /** How many have a verdict; {@code share} is in per cent, for the width of a bar. */
  record Tally(Chip chip, int count, String share) {}

  /**
   * An analysis.
   *
   * @param kind its kind, or "" where that is its name
   */
  record Section(
      String anchor,
      String probe,
      String kind,
      Chip chip,
      String question,
      String summary,
      List<Tally> tally,
      String counts,
      List<Claim> claims,
      boolean many,
      List<Plot> plots,
      List<Plot> smallPlots,
      List<Grid> tables,
      List<String> notes,
      Grid settings) {

    /** Every figure. */
    List<Plot> figures() {
      return Stream.concat(plots.stream(), smallPlots.stream()).toList();
    }
  }

  /**
   * A finding.
   *
   * @param estimate the first estimate with a value, with its interval
   * @param p its largest p-value, after correction where there was one
   * @param estimates every estimate in a line
   * @param tests every test in a line
   */
  record Claim(
      String id,
      String subject,
      Chip chip,
      String claim,
      String why,
      String estimateName,
      String estimate,
      String estimateSort,
      String p,
      String pSort,
      String estimates,
      String tests,
      List<Grid> details) {}

  /** A figure, and the same as a table. */
  record Plot(String key, String type, String title, String about, String marks, Grid data) {}

  /**
   * What is shown of the language model.
   *
   * @param untestable concepts with too few pairs, each with what is left of it
   */
  record OfModel(
      String name,
      List<String> untestable,
      Grid concepts,
      List<Words> words,
      Chip holds,
      Grid certificate,
      String certificateNote,
      Chip causal,
      String causalWhy,
      Grid vocabulary,
      Grid rogue,
      List<Plot> spectrum) {}

  /** A concept's word pairs. */
  record Words(String name, String count, Grid used, Grid dropped) {}
}
