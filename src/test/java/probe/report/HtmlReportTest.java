package probe.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.result.Analysis;
import probe.result.RunDocument;

/** The page as text; what a browser makes of it is in {@link HtmlReportIT}. */
class HtmlReportTest {
  private static List<String> groups(String pattern, String text) {
    List<String> out = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    while (matcher.find()) {
      out.add(matcher.group(1));
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource("probe.report.ResultsJsonTest#documents")
  void aPageIsOneFileAndFitsTogether(RunDocument document) throws Exception {
    String page = HtmlReport.of(document);
    // theme, data, library, charts, figures, page: no name began or ended a script
    List<String> scripts = groups("<script[^>]*>(.*?)</script>", page);
    assertThat(scripts).hasSize(6);
    String markup = page.replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", "");
    assertThat(
            groups("(<(?:script|img|link|iframe|object)\\b|<[a-z][^>]* (?:src|on[a-z]+)=)", markup))
        .isEmpty();
    assertThat(groups("(>null<|\\{\\{[#^/>-])", markup)).isEmpty();
    assertThat(groups(" href=\"([^\"]*)\"", markup)).allMatch(link -> link.startsWith("#"));
    List<String> ids = groups(" id=\"([^\"]*)\"", markup);
    assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    assertThat(ids)
        .containsAll(groups(" href=\"#([^\"]*)\"", markup))
        .containsAll(groups(" aria-labelledby=\"([^\"]*)\"", markup));
    JsonNode figures = new ObjectMapper().readTree(scripts.get(1));
    List<String> keys = groups(" data-figure=\"([^\"]*)\"", markup);
    assertThat(figures.propertyStream().map(e -> e.getKey())).containsExactlyElementsOf(keys);
    assertThat(keys)
        .hasSize(
            (document.vocabulary() == null ? 0 : 1)
                + document.analyses().stream().mapToInt(a -> a.figures().size()).sum());
  }

  @Test
  void theLibraryKeepsItsLicence() {
    assertThat(HtmlReport.of(SampleRun.empty()))
        .contains("Licensed to the Apache Software Foundation", "Apache License 2.0.");
  }

  @Test
  void theVerdictsComeFirst() {
    String page = HtmlReport.of(SampleRun.large());
    String markup = page.replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", "");
    List<String> expected = new ArrayList<>(List.of("<h1>", "9 probes put 405 claims", "holds"));
    expected.add("id=\"verdicts\"");
    for (Analysis analysis : SampleRun.large().analyses()) {
      expected.add("<bdi>" + analysis.probe() + "</bdi></a></th>");
    }
    expected.addAll(List.of("id=\"a1\"", "id=\"a9\"", "cannot test", "id=\"certificate\""));
    expected.addAll(List.of("rank of the covariance", "id=\"ledger\"", "id=\"provenance\""));
    Order.assertInOrder(markup, expected);
    assertThat(groups("(<details class=\"claim\")", markup)).hasSize(405);
  }

  @Test
  void withoutAModelNoPartIsAboutOne() {
    String page = HtmlReport.of(SampleRun.withoutModel());
    String markup = page.replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", "");
    assertThat(groups("<section id=\"([^\"]*)\"", markup))
        .containsExactly("verdicts", "ledger", "provenance");
    assertThat(groups("<li><a href=\"#([^\"]*)\"><span class=\"label\"", markup))
        .containsExactly("ledger");
    assertThat(markup)
        .contains("<h1>Toy models</h1>", "<title>Toy models</title>", "probe toy ocr --classes 4")
        .doesNotContain("ertificate", "Causal inner product", "<caption>Model");
  }

  @Test
  void namesMeanThemselves() {
    String page = HtmlReport.of(SampleRun.hostile());
    assertThat(
            List.of(
                "&lt;img src&#x3D;x onerror",
                "it&#39;s &quot;quoted&quot; &amp; &#x60;ticked&#x60;",
                "{{subject}} {a|b} *bold*",
                "\\u003c/script>\\u003cscript>window.hacked=1"))
        .allMatch(page::contains);
    String script = "(?s)<script>.*?</script>"; // the library has tags in its own texts
    assertThat(page.replaceAll(script, "").contains("<img")).isFalse();
  }

  @Test
  void theSamePageEachTime() {
    assertThat(HtmlReport.of(SampleRun.hostile())).isEqualTo(HtmlReport.of(SampleRun.hostile()));
  }
}
