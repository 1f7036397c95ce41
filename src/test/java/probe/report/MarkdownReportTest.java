package probe.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import probe.result.RunDocument;

class MarkdownReportTest {
  @Test
  void whatWasFoundComesFirst() {
    String page = MarkdownReport.of(SampleRun.large());
    assertThat(page).startsWith("# Concept geometry of models/gpt2/model.onnx\n");
    Order.assertInOrder(
        page,
        List.of(
            "9 probes put 405 claims to the test. Supported: linearity, layers. Not supported: sep",
            "## Verdicts\n",
            "| linearity | **supported** | Are the word pairs",
            "## linearity: supported",
            "### Findings of linearity",
            "| 3psg-ing, causal | supported | mean leave-one-out cosine 0.",
            "; undefined –, n = 0 pairs | shuffled pairs: p = .001, adjusted .002, n = 30 |",
            "### Leave-one-out cosines, 3psg-ing",
            "Marked: mean at 0.380; null 95 % at 0.090.",
            "| cosine from | to | shuffled pairs (share of 1,000) |",
            "| -1 | -0.900 |",
            "### Details of linearity. One row per split.",
            "## separability: not supported",
            "### Cosines, causal",
            "## layers: supported",
            "### AUC by source",
            "The line is the 95 % interval. Marked: table model by chance at 0.500.",
            "| group | label | AUC | from | to |",
            "| table model | 3psg-ing | 0.900 | 0.870 | 0.930 |",
            "| pretrained model | adjective-superlative | – | – | – |",
            "## Word pairs that this vocabulary can test",
            "- adjective-superlative (2 of 50 pairs left)",
            "## Parity certificate: holds",
            "Causal inner product: defined.",
            "| condition number | 18,234.6 |",
            "## Ledger",
            "The run made 405 tests.",
            "365 more rows in results.json.",
            "## Where the numbers come from",
            "| tokenizer sha256 | – |"));
  }

  @ParameterizedTest
  @MethodSource("probe.report.ResultsJsonTest#documents")
  void everyRowHasAsManyCellsAsItsHead(RunDocument document) {
    Pattern bar = Pattern.compile("(?<!\\\\)\\|");
    int width = 0;
    int rows = 0;
    for (String line : MarkdownReport.of(document).split("\n", -1)) {
      if (!line.startsWith("|")) {
        width = 0;
        continue;
      }
      int cells = bar.split(line.replace("\\\\", ""), -1).length;
      assertThat(width == 0 || width == cells).as(line).isTrue();
      width = cells;
      rows++;
    }
    assertThat(rows).isGreaterThan(20);
  }

  @Test
  void runsWithoutAnythingReadWell() {
    assertThat(MarkdownReport.of(SampleRun.empty()))
        .contains("There is no verdict, for no probe was run.", "The run made no test.")
        .doesNotContain("null", "\n\n\n");
    assertThat(MarkdownReport.of(SampleRun.untestable()))
        .contains(
            "**The parity certificate does not hold",
            "up to 0.700 of the largest value, more than 0.500",
            "1 of 40 pairs is left, a direction needs 3",
            "Causal inner product: not defined: the covariance of 500 rows has rank 499 of 768")
        .doesNotContain("\n\n\n");
    assertThat(MarkdownReport.of(SampleRun.bare())).contains("\nNone.\n").doesNotContain("\n\n\n");
  }

  @Test
  void withoutAModelNoPartIsAboutOne() {
    assertThat(MarkdownReport.of(SampleRun.withoutModel()))
        .startsWith("# Toy models\n\n9 probes put ")
        .containsSubsequence(
            "## Verdicts", "## linearity", "## Ledger", "probe toy ocr --classes 4")
        .doesNotContain("ertificate", "Word pairs that", "## Vocabulary", "### Model", "\n\n\n");
  }

  @Test
  void namesMeanThemselves() {
    String page = MarkdownReport.of(SampleRun.hostile());
    assertThat(page)
        .contains(
            "\\</script>\\<script>window.hacked=1\\</script>",
            "a\\|b\\\\\\|c",
            "{{subject}} {a\\|b} \\*bold\\* \\_em\\_ \\[link\\](http://x) # 1",
            "\\&lt; %s ${x}",
            "line break and tab")
        .doesNotContain("\u202E");
    // a tag begins nowhere
    assertThat(Pattern.compile("(?<!\\\\)<[a-z/!]").matcher(page).find()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "# head~ \\# head",
        "- item~ \\- item",
        "-0.25~ -0.25",
        "12. item~ 12\\. item",
        "1.5~ 1.5",
        "---~ \\---",
        "> quoted~ \\> quoted",
        "snake_case and _em_~ snake_case and \\_em\\_",
        "p < .001~ p < .001"
      })
  void beginningsOfLines(String text, String escaped) {
    assertThat(new MarkdownText().escape(text)).isEqualTo(escaped);
  }
}
