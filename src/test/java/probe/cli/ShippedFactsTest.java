package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import probe.ProbeException;
import probe.concept.Library;
import probe.concept.ProbeFile;

class ShippedFactsTest {
  private static List<String> names(List<Path> files) {
    return files.stream().map(file -> String.valueOf(file.getFileName())).toList();
  }

  @Test
  void theFiveSetsAreFoundInBothVocabularies() {
    assertThat(names(ShippedFacts.sets()))
        .containsExactly(
            "city-language-counterfactual.yaml",
            "city-language.yaml",
            "country-code.yaml",
            "profession-color.yaml",
            "sport-music.yaml");
    assertThat(names(ShippedFacts.pocket())).isEqualTo(names(ShippedFacts.sets()));
    assertThat(ShippedFacts.pocketTuning())
        .hasSize(3)
        .doesNotContainAnyElementsOf(ShippedFacts.pocket());
  }

  @Test
  void aRunLeavesThemAlone() {
    Library library = ShippedProbes.of(null).library(text -> true);

    assertThat(library.probeFiles()).hasSize(9).extracting(ProbeFile::kind).doesNotContain("facts");
    assertThatThrownBy(() -> ShippedProbes.of(ShippedFacts.pocket()))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("a fact set is no probe");
  }
}
