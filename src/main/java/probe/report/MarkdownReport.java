package probe.report;

import com.samskivert.mustache.Template;
import probe.result.RunDocument;

/** {@code report.md}: the results of a run as one page of Markdown. */
public final class MarkdownReport {
  private static final Template TEMPLATE = Templates.markdown("report.md.mustache");

  private MarkdownReport() {}

  /** Renders {@code document}. */
  public static String of(RunDocument document) {
    // a text that is empty leaves its lines
    return TEMPLATE.execute(Pages.of(document)).replaceAll("\n{3,}", "\n\n");
  }
}
