package probe.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;
import probe.result.Analysis;
import probe.result.Figure;
import probe.result.RunDocument;
import probe.result.Verdict;

/** Estimates under each other: what may be in them, and their table. */
class IntervalsTest {
  private static final Figure.Point PLAIN = point("a", "first", 0.5, 0.4, 0.6);

  @TempDir private Path folder;

  private static Figure.Point point(
      String group,
      String label,
      @Nullable Double value,
      @Nullable Double low,
      @Nullable Double high) {
    return new Figure.Point(group, label, value, low, high);
  }

  private static Figure.Intervals figure(@Nullable Double reference, Figure.Point... points) {
    return new Figure.Intervals(
        "sources", "Sources", "", "AUC", Arrays.asList(points), reference, "chance");
  }

  private static RunDocument document(@Nullable Double reference, Figure.Point... points) {
    Analysis analysis =
        new Analysis(
            "sources",
            "linearity",
            "Which source?",
            Verdict.CANNOT_TELL,
            "",
            Map.of(),
            List.of(),
            List.of(figure(reference, points)),
            List.of(),
            List.of());
    return SampleRun.document(List.of(), List.of(analysis));
  }

  private static String problem(Figure.Point... points) {
    return DocumentCheck.problem(document(0.5, points));
  }

  @Test
  void whatFitsIsReadBackAsItWas() throws Exception {
    RunDocument document =
        document(
            null,
            PLAIN,
            point("a", "second", 0.7, null, null),
            point("b", "first", null, null, null),
            point("b", "no width", 0.5, 0.5, 0.5));
    assertThat(DocumentCheck.problem(document)).isEmpty();
    Path file = folder.resolve("results.json");
    ResultsJson.write(file, document);
    assertThat(ResultsJson.read(file).analyses()).isEqualTo(document.analyses());
    assertThat(Files.readString(file)).contains("\"type\" : \"intervals\"");
  }

  @Test
  void whatDoesNotFitIsRefusedWithItsPlace() {
    String place = "$.analyses[0].figures[0].points";
    assertThat(problem()).isEqualTo(place + ": there is none");
    assertThat(problem(PLAIN, PLAIN)).isEqualTo(place + "[1]: a second 'first' in group 'a'");
    assertThat(problem(PLAIN, point("a", "b", 0.5, 0.6, 0.4)))
        .isEqualTo(place + "[1]: low is greater than high: 0.6 > 0.4");
    assertThat(problem(point("a", "b", 0.5, 0.4, null)))
        .isEqualTo(place + "[0]: low and high belong together");
    assertThat(problem(point("a", "b", 0.5, null, 0.6)))
        .isEqualTo(place + "[0]: low and high belong together");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void numbersThatAreNotFiniteAreRefused(double odd) {
    String place = "$.analyses[0].figures[0]";
    notFinite(document(0.5, PLAIN, point("a", "odd", odd, null, null)), place + ".points[1].value");
    notFinite(document(0.5, PLAIN, point("a", "odd", 0.5, odd, odd)), place + ".points[1].low");
    notFinite(document(odd, PLAIN), place + ".reference");
  }

  private static void notFinite(RunDocument document, String place) {
    assertThatThrownBy(() -> ResultsJson.text(document))
        .isInstanceOf(ProbeException.class)
        .hasMessageContainingAll(place + ": not a finite number")
        .extracting(e -> ((ProbeException) e).kind())
        .isEqualTo(ProbeException.Kind.NUMERIC);
  }

  @Test
  void theTableHasEveryNumberAndTheReferenceIsNamed() {
    Page.Plot plot = Plots.of("k", figure(0.5, PLAIN, point("b", "none", null, null, null)));
    assertThat(plot.type()).isEqualTo("intervals");
    assertThat(plot.marks()).isEqualTo("chance at 0.500");
    assertThat(plot.data().heads().stream().map(Grid.Head::text))
        .containsExactly("group", "label", "AUC", "from", "to");
    assertThat(
            plot.data().rows().stream().map(r -> r.cells().stream().map(Grid.Cell::text).toList()))
        .containsExactly(
            List.of("a", "first", "0.500", "0.400", "0.600"), List.of("b", "none", "–", "–", "–"));
    assertThat(Plots.of("k", figure(null, PLAIN)).marks()).isEmpty();
  }
}
