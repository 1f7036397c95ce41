package probe.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import probe.Sha256;
import probe.result.Figure;
import probe.result.RunDocument;
import probe.result.VocabularyFacts;

/** {@code report.html}: the results of a run as one page that needs nothing else. */
public final class HtmlReport {
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  // a plain map would forget that its values say which kind of figure they are
  private static final TypeReference<Map<String, Figure>> FIGURES = new TypeReference<>() {};

  private HtmlReport() {}

  /** Renders {@code document}. */
  public static String of(RunDocument document) {
    String theme = Templates.text("theme.js");
    String echarts = Templates.text(ECHARTS);
    String charts =
        String.join(
            "", Stream.of("look.js", "charts.js", "intervals.js").map(Templates::text).toList());
    String drawing = Templates.text("figures.js");
    String page = Templates.text("page.js");
    Map<String, String> assets =
        Map.of(
            "style", Templates.text("report.css"),
            "theme", theme,
            "echarts", echarts,
            "charts", charts,
            "drawing", drawing,
            "page", page,
            "policy", policy(List.of(theme, echarts, charts, drawing, page)),
            "figures", figures(document));
    StringWriter out = new StringWriter();
    Templates.html("report.html.mustache").execute(Pages.of(document), assets, out);
    return out.toString();
  }

  /** No network, and no script but these: a name that got past the escaping would still be text. */
  private static String policy(List<String> scripts) {
    return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src "
        + scripts.stream().map(HtmlReport::hash).collect(Collectors.joining(" "));
  }

  private static String hash(String script) {
    byte[] digest = Sha256.digest().digest(script.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  /** Every figure by its key in the page, as JSON that no tag can end. */
  private static String figures(RunDocument document) {
    Map<String, Figure> all = new LinkedHashMap<>();
    for (int i = 0; i < document.analyses().size(); i++) {
      for (Figure figure : document.analyses().get(i).figures()) {
        all.put(Sections.key("a" + (i + 1), figure), figure);
      }
    }
    VocabularyFacts vocabulary = document.vocabulary();
    if (vocabulary != null) {
      ModelPages.spectrum(vocabulary).forEach(f -> all.put(Sections.key("v", f), f));
    }
    try {
      return ResultsMapper.MAPPER
          .writerFor(FIGURES)
          .writeValueAsString(all)
          .replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON can be made of these figures", e);
    }
  }
}
