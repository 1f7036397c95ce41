package probe.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;
import probe.result.RunDocument;

/** What is written is read back, and nothing else is. */
class ResultsJsonTest {
  @TempDir private Path folder;

  static Stream<RunDocument> documents() {
    return Stream.of(
        SampleRun.large(),
        SampleRun.hostile(),
        SampleRun.untestable(),
        SampleRun.bare(),
        SampleRun.empty(),
        SampleRun.withoutModel());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void whatIsWrittenIsReadBack(RunDocument document) throws Exception {
    Path file = folder.resolve("results.json");
    ResultsJson.write(file, document);
    RunDocument read = ResultsJson.read(file);
    // rounded once, a number stays as it is
    assertThat(ResultsJson.text(read)).isEqualTo(Files.readString(file));
    assertThat(read.concepts()).isEqualTo(document.concepts());
    assertThat(read.provenance()).isEqualTo(document.provenance());
    assertThat(read.analyses()).hasSameSizeAs(document.analyses());
  }

  @Test
  void numbersHaveTenDigitsAndKeysAreInSnakeCase() {
    String text = ResultsJson.text(with(Map.of("third", 1.0 / 3)));
    assertThat(text)
        .startsWith("{\n  \"$schema\" : \"urn:probe:results:2\",\n  \"format\" : 2,\n")
        .contains("\"third\" : 0.3333333333\n")
        .contains("\"lambda_gamma_difference\" : 4.6E-7", "\"holds\" : true")
        .endsWith("}\n")
        .doesNotContain("\r");
  }

  @Test
  void verdictsAreInLowerCase() {
    assertThat(ResultsJson.text(SampleRun.large()))
        .contains("\"verdict\" : \"not_supported\"")
        .doesNotContain("NOT_SUPPORTED");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void numbersThatAreNotFiniteAreRefused(double value) {
    assertThatThrownBy(() -> ResultsJson.text(with(Map.of("odd", value))))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("$.times.odd")
        .hasMessageContaining(String.valueOf(value))
        .extracting(e -> ((ProbeException) e).kind())
        .isEqualTo(ProbeException.Kind.NUMERIC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        // what is replaced # by what # what the message says
        "\"format\" : 2# \"format\" : 3# $.format is 3, this version reads 2",
        "\"format\" : 2# \"format\" : \"2\"# $.format is 2, this version reads 2",
        "\"format\" : 2,# # no $.format",
        "\"rank\"# \"rang\" : 1, \"rank\"# $.vocabulary.rang: unknown field",
        "\"rank\" : 768,# # $.vocabulary.rank: this field is missing",
        "\"rank\" : 768# \"rank\" : null# $.vocabulary.rank",
        "\"rank\" : 768# \"rank\" : 768.5# $.vocabulary.rank",
        "\"rank\" : 768# \"rank\" : \"768\"# $.vocabulary.rank",
        "\"rank\" : 768# \"rank\" : 1, \"rank\" : 768# Duplicate field 'rank'",
        "\"condition\" : 18234.5678# \"condition\" : NaN# broken JSON",
        "\"condition\" : 18234.5678# \"condition\" : 1e999# $.vocabulary.condition: not a finite",
        "\"kind\" : \"linearity\"# \"kind\" : 7# $.analyses[0].kind",
        "\"summary\" : \"There is no value.\"# \"summary\" : null# $.analyses[1].summary",
        "\"verdict\" : \"cannot_tell\"# \"verdict\" : \"perhaps\"# $.analyses[0].verdict",
        "\"type\" : \"heat-map\"# \"type\" : \"pie\"# $.analyses[1].figures[0]",
        "\"values\" : [ [ null, null ], # \"values\" : [ # $.analyses[1].figures[0].values",
        "\"values\" : [ [ null, null ], # \"values\" : [ null, # $.analyses[1].figures[0].values",
        "\"edges\" : [ 0.0, 1.0 ]# \"edges\" : [ 1.0, 0.0 ]# $.analyses[1].figures[2].edges",
        "\"probe\" : \"nothing\"# \"probe\" : \"without-values\"# $.analyses[1]: a second probe",
        "\"tests\" : 0,# \"tests\" : 4,# $.ledger: tests is 4, entries are 0",
        "\"id\" : \"curves\"# \"id\" : \"no way\"# 'no way' is not letters",
        "\"times\" : {# \"times\" : {,# broken JSON: Unexpected character (',' (code 44))",
      })
  void othersAreRefusedWithTheirPlace(String old, String replacement, String message)
      throws Exception {
    String text = ResultsJson.text(SampleRun.bare());
    assertThat(text).contains(old);
    int at = text.indexOf(old);
    String changed =
        text.substring(0, at)
            + (replacement == null ? "" : replacement)
            + text.substring(at + old.length());
    refused(changed, message);
  }

  @Test
  void cutAndOtherFilesAreRefused() throws Exception {
    String text = ResultsJson.text(SampleRun.bare());
    refused(text.substring(0, text.length() / 2), "line ");
    refused(text + "{}", "Trailing token");
    refused("", "not a JSON object");
    refused("[1]", "not a JSON object");
    assertThatThrownBy(() -> ResultsJson.read(folder.resolve("absent.json")))
        .isInstanceOf(ProbeException.class)
        .hasMessageContainingAll("absent.json", "probe run");
  }

  @Test
  void halfAModelIsRefused() throws Exception {
    String text = ResultsJson.text(SampleRun.withoutModel());
    assertThat(text)
        .contains("\"certificate\" : null", "\"vocabulary\" : null", "\"model\" : { }")
        .contains("\"concepts\" : [ ]");
    refused(text.replace("\"model\" : { }", "\"model\" : { \"blocks\" : 2 }"), "$: certificate, ");
    refused(text.replace("  \"vocabulary\" : null,\n", ""), "$.vocabulary: this field is missing");
    RunDocument d = SampleRun.hostile();
    assertThatThrownBy(
            () ->
                ResultsJson.text(
                    new RunDocument(
                        d.format(),
                        null,
                        d.provenance(),
                        Map.of(),
                        null,
                        d.concepts(),
                        d.analyses(),
                        d.ledger(),
                        d.times())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("$.concepts: there are some, but no model");
  }

  @Test
  void figuresThatDoNotFitAreNotWritten() {
    RunDocument document = SampleRun.bare();
    RunDocument twice =
        SampleRun.document(
            List.of(), List.of(document.analyses().getFirst(), document.analyses().getFirst()));
    assertThatThrownBy(() -> ResultsJson.text(twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("$.analyses[1]: a second probe 'nothing'");
  }

  private void refused(String text, String message) throws Exception {
    Path file = Files.writeString(folder.resolve("results.json"), text);
    assertThatThrownBy(() -> ResultsJson.read(file))
        .isInstanceOf(ProbeException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message)
        .hasMessageContaining("probe run")
        .hasMessageNotContainingAny("com.fasterxml", "probe.result")
        .extracting(e -> ((ProbeException) e).kind())
        .isEqualTo(ProbeException.Kind.INPUT);
  }

  private static RunDocument with(Map<String, Double> times) {
    RunDocument d = SampleRun.empty();
    return new RunDocument(
        d.format(),
        d.certificate(),
        d.provenance(),
        d.model(),
        d.vocabulary(),
        d.concepts(),
        d.analyses(),
        d.ledger(),
        times);
  }
}
