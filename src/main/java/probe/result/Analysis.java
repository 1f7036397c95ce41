package probe.result;

import java.util.List;
import java.util.Map;

/**
 * What one probe found.
 *
 * @param probe the probe's name, unique within the run
 * @param kind its kind, such as "linearity"
 * @param question what it asks, in a sentence
 * @param summary the answer in a sentence or two, with numbers
 * @param settings what the probe file said, with defaults filled in
 * @param notes what a reader must know before trusting it
 */
public record Analysis(
    String probe,
    String kind,
    String question,
    Verdict verdict,
    String summary,
    Map<String, Object> settings,
    List<Finding> findings,
    List<Figure> figures,
    List<Table> tables,
    List<String> notes) {
  public Analysis {
    findings = List.copyOf(findings);
    figures = List.copyOf(figures);
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
  }
}
