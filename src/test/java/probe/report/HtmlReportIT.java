package probe.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.result.Figure;
import probe.result.RunDocument;

/** The page in a browser, from disk. */
class HtmlReportIT {
  @TempDir private static Path folder;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = Browser.program();
    if (program.isEmpty()) {
      String message = "no Chromium on the PATH: the page was not looked at in a browser";
      if (System.getenv("CI") != null) {
        fail(message);
      }
      abort(message);
    }
    browser = new Browser(program.get(), Files.createDirectories(folder.resolve("profile")));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  private static RunDocument document(String name) {
    return switch (name) {
      case "large" -> SampleRun.large();
      case "hostile" -> SampleRun.hostile();
      case "untestable" -> SampleRun.untestable();
      case "bare" -> SampleRun.bare();
      default -> SampleRun.empty();
    };
  }

  private static RunDocument open(String name, int width, boolean dark) throws Exception {
    RunDocument document = document(name);
    Path page = Files.writeString(folder.resolve(name + ".html"), HtmlReport.of(document));
    browser.open(page, width, dark);
    return document;
  }

  @ParameterizedTest
  @CsvSource({
    "large, 1280, false",
    "large, 360, true",
    "hostile, 1280, true",
    "hostile, 360, false",
    "untestable, 1280, true",
    "untestable, 360, false",
    "bare, 360, true",
    "empty, 1280, false",
    "empty, 360, true"
  })
  void everyFigureIsDrawnAndNothingComplains(String name, int width, boolean dark)
      throws Exception {
    RunDocument document = open(name, width, dark);
    noSidewaysScroll();
    browser.eval("document.querySelectorAll('details').forEach(d => d.open = true)");
    for (int i = 0; i < document.analyses().size(); i++) {
      for (Figure figure : document.analyses().get(i).figures()) {
        marks(Sections.key("a" + (i + 1), figure), figure);
      }
    }
    for (Figure figure : Pages.spectrum(document.vocabulary())) {
      marks(Sections.key("v", figure), figure);
    }
    noSidewaysScroll();
    contrast();
    if (name.equals("bare")) {
      assertThat(browser.eval("document.querySelectorAll('.chart.none').length").asInt())
          .isEqualTo(5);
    }
    assertThat(browser.eval("typeof window.hacked").asText()).isEqualTo("undefined");
    assertThat(browser.complaints()).isEmpty();
  }

  private static void noSidewaysScroll() throws Exception {
    JsonNode widths =
        browser.eval(
            "[document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]");
    assertThat(widths.get(0).asInt()).isLessThanOrEqualTo(widths.get(2).asInt());
    assertThat(widths.get(1).asInt()).isLessThanOrEqualTo(widths.get(2).asInt());
  }

  /** Text is at least 4.5 times as bright or dark as what is behind it (WCAG 2, level AA). */
  private static void contrast() throws Exception {
    String script = Templates.text("contrast.js");
    assertThat(browser.eval(script)).as("texts of too little contrast").isEmpty();
  }

  /** Draws a figure by coming near, and counts what was drawn. */
  private static void marks(String key, Figure figure) throws Exception {
    String element = "document.getElementById('f-" + key + "')";
    browser.eval(element + ".scrollIntoView()");
    browser.until(element + ".dataset.drawn === 'true'");
    switch (figure) {
      case Figure.HeatMap map -> {
        long cells = map.values().stream().flatMap(List::stream).filter(Objects::nonNull).count();
        // cells alone have the colour of the ground around them
        assertThat(
                count(
                    element,
                    "path[stroke=\"' + getComputedStyle(document.documentElement)"
                        + ".getPropertyValue('--surface').trim() + '\"]"))
            .as(key)
            .isEqualTo(cells);
      }
      case Figure.Histogram histogram ->
          assertThat(count(element, "path[fill-opacity=\"0.5\"]"))
              .as(key)
              .isEqualTo((long) histogram.series().size() * (histogram.edges().size() - 1));
      case Figure.Curves curves -> {
        long points =
            curves.series().stream()
                .flatMap(line -> line.y().stream())
                .filter(Objects::nonNull)
                .count();
        assertThat(count(element, "path[transform^=\"matrix(\"]")).as(key).isEqualTo(points);
        long bands = curves.series().stream().filter(l -> !l.low().isEmpty()).count();
        assertThat(count(element, "path[fill-opacity=\"0.16\"]"))
            .as(key)
            // one with a gap is in two parts
            .isEqualTo(bands > 1 ? bands + 1 : bands);
      }
      case Figure.Intervals intervals -> {
        List<Figure.Point> points = intervals.points();
        long values = points.stream().filter(p -> p.value() != null).count();
        assertThat(count(element, "path[d*=\"A4.5 4.5\"]")).as(key).isEqualTo(values);
        assertThat(count(element, "path[stroke-width=\"2\"][fill=\"transparent\"]"))
            .as(key)
            .isEqualTo(points.stream().filter(p -> p.low() != null).count());
        String none = ".filter(t => t.textContent === 'no value').length";
        assertThat(
                browser.eval("[..." + element + ".querySelectorAll('svg text')]" + none).asLong())
            .as(key)
            .isEqualTo(values == 0 ? 0 : points.size() - values);
      }
    }
  }

  private static long count(String element, String selector) throws Exception {
    return browser.eval(element + ".querySelectorAll('svg " + selector + "').length").asLong();
  }

  @Test
  void numbersShowWhereThePointerIs() throws Exception {
    RunDocument document = open("large", 1280, false);
    Figure.HeatMap map = (Figure.HeatMap) document.analyses().get(3).figures().getFirst();
    String element = "document.getElementById('f-a4-" + map.id() + "')";
    browser.eval(element + ".scrollIntoView()");
    browser.until(element + ".dataset.drawn === 'true'");
    JsonNode at =
        browser.eval(
            "(() => { const b = "
                + element
                + ".querySelectorAll('svg path[stroke=\"#ffffff\"]')[1].getBoundingClientRect();"
                + " return [b.x + b.width / 2, b.y + b.height / 2]; })()");
    for (int step = 0; step < 2; step++) {
      browser.call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type", "mouseMoved", "x", at.get(0).asDouble() + step, "y", at.get(1).asDouble()));
    }
    String value = Digits.number(map.values().get(0).get(1));
    browser.until(element + ".textContent.includes('3psg-ing × 3psg-past" + value + "')");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theRowOfAnEstimateTellsItAndIsForgottenWhenTheFigureIsDrawnAgain() throws Exception {
    open("large", 1280, false);
    String element = "document.getElementById('f-a3-by-source')";
    browser.eval(element + ".scrollIntoView()");
    browser.until(element + ".dataset.drawn === 'true'");
    JsonNode at =
        browser.eval(
            "(b => [b.x + 4, b.y + b.height / 2])([..."
                + element
                + ".querySelectorAll('svg text')]"
                + ".find(t => t.textContent === '3psg-ing').getBoundingClientRect())");
    for (int step = 0; step < 2; step++) {
      browser.call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type", "mouseMoved", "x", at.get(0).asDouble() + step, "y", at.get(1).asDouble()));
    }
    browser.until(element + ".textContent.includes('table model3psg-ing0.900 (0.870 to 0.930)')");
    browser.eval("document.getElementById('theme').click(); localStorage.clear()");
    browser.eval("new Promise(done => setTimeout(done, 200))");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theSchemeCanBeChangedAndFiguresFollow() throws Exception {
    open("large", 1280, false);
    String element = "document.getElementById('f-a2-cosines-causal')";
    browser.eval(element + ".scrollIntoView()");
    browser.until(element + ".dataset.drawn === 'true'");
    String light = "getComputedStyle(document.body).backgroundColor === 'rgb(247, 247, 244)'";
    assertThat(browser.eval(light).asBoolean()).isTrue();
    browser.eval("document.getElementById('theme').click()");
    assertThat(browser.eval("localStorage.getItem('probe-theme')").asText()).isEqualTo("dark");
    browser.eval("localStorage.clear()"); // the other tests see the system's scheme again
    assertThat(browser.eval(light).asBoolean()).isFalse();
    assertThat(browser.eval("document.getElementById('theme').textContent").asText())
        .isEqualTo("Light");
    browser.until(element + ".querySelectorAll('path[stroke=\"#1a1f23\"]').length === 728");
    browser.eval("document.getElementById('theme').click(); localStorage.clear()");
    assertThat(browser.eval(light).asBoolean()).isTrue();
    browser.until(element + ".querySelectorAll('path[stroke=\"#ffffff\"]').length === 728");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void figuresFollowTheWidth() throws Exception {
    open("large", 1280, false);
    String element = "document.getElementById('f-a3-by-layer')";
    browser.eval(element + ".scrollIntoView()");
    browser.until(element + ".dataset.drawn === 'true'");
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 360, "height", 800, "deviceScaleFactor", 1, "mobile", true));
    browser.until(
        "(w => w > 200 && w <= 360)("
            + element
            + ".querySelector('svg').getBoundingClientRect().width)");
    noSidewaysScroll();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void claimsAndVerdictsAreFilteredAndSorted() throws Exception {
    open("large", 1280, false);
    String rows = "[...document.querySelectorAll('#verdict-rows tr')].filter(r => !r.hidden)";
    assertThat(browser.eval(rows + ".length").asInt()).isEqualTo(9);
    browser.eval("document.querySelector('#verdicts button[data-verdict=not_supported]').click()");
    assertThat(browser.eval(rows + ".map(r => r.cells[0].textContent).join()").asText())
        .isEqualTo("separability,hierarchy");
    browser.eval("document.querySelector('#verdicts button[data-verdict=\"\"]').click()");
    browser.eval("document.querySelector('.verdicts thead button').click()");
    assertThat(browser.eval(rows + "[0].cells[0].textContent").asText()).isEqualTo("control-task");
    browser.eval("document.querySelector('.verdicts thead button').click()");
    assertThat(browser.eval(rows + "[0].cells[0].textContent").asText()).isEqualTo("steering");

    String claims = "[...document.getElementById('a1-claims').children].filter(c => !c.hidden)";
    search("MALE-female");
    assertThat(browser.eval(claims + ".length").asInt()).isEqualTo(3);
    search("verb-past");
    browser.eval("document.querySelector('#a1 button[data-verdict=not_supported]').click()");
    assertThat(browser.eval(claims + ".length").asInt()).isEqualTo(3);
    browser.eval("document.querySelector('#a1 button[data-verdict=supported]').click()");
    assertThat(browser.eval(claims + ".length").asInt()).isZero();
    assertThat(browser.eval("document.getElementById('a1-claims-none').hidden").asBoolean())
        .isFalse();
    browser.eval(
        "(s => { s.value = 'p'; s.dispatchEvent(new Event('change')); })"
            + "(document.querySelector('#a2 select'))");
    assertThat(browser.eval("document.querySelector('#a2-claims .p').textContent").asText())
        .isEqualTo("p = .002");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void markupThatGotIntoThePageWouldNotRun() throws Exception {
    open("empty", 1280, false);
    browser.eval(
        "document.body.insertAdjacentHTML('beforeend',"
            + " '<img src=\"data:,\" onerror=\"window.hacked = 1\">')");
    browser.until("document.querySelector('img').complete");
    assertThat(browser.eval("typeof window.hacked").asText()).isEqualTo("undefined");
    assertThat(browser.complaints()).anyMatch(c -> c.contains("Content Security Policy"));
  }

  private static void search(String text) throws Exception {
    browser.eval(
        "(i => { i.value = '"
            + text
            + "'; i.dispatchEvent(new Event('input')); })(document.querySelector('#a1 input'))");
  }
}
