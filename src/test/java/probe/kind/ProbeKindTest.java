package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import probe.concept.Library;
import probe.concept.ProbeFile;

class ProbeKindTest {
  private static final List<String> SHIPPED =
      List.of(
          "alignment",
          "analogy",
          "classify",
          "hierarchy",
          "intervention",
          "linearity",
          "log-odds",
          "max-margin",
          "orthogonality");

  @Test
  void theNineAndWhateverElseIsOnTheClassPath() {
    Map<String, ProbeKind> all = ProbeKind.all();
    assertThat(all.keySet()).containsAll(SHIPPED).contains("counting").hasSize(10);
    all.forEach((name, kind) -> assertThat(kind.name()).isEqualTo(name));
    assertThat(all.get("counting")).isInstanceOf(CountingKind.class);
  }

  @Test
  void everyShippedFileIsReadByItsKindAndSaysNothingElse() throws IOException {
    Path shipped = Path.of(System.getProperty("probe.basedir", "."), "probes");
    List<Path> files;
    try (var list = Files.list(shipped)) {
      files = list.filter(f -> f.toString().endsWith(".yaml")).toList();
    }
    List<ProbeFile> probes = Library.read(files).probeFiles();
    assertThat(probes).extracting(ProbeFile::kind).containsExactlyElementsOf(SHIPPED);
    for (ProbeFile file : probes) {
      ProbeKind kind = ProbeKind.all().get(file.kind());
      Probe probe = kind.read(file);
      file.requireKnown();
      assertThat(probe.name()).isEqualTo(file.name());
    }
  }
}
