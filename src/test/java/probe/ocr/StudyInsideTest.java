package probe.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.facts.Arm;
import probe.facts.FactSetReader;
import probe.model.LanguageModel;
import probe.ocr.inside.InsideAnalysis;
import probe.ocr.inside.InsideFile;
import probe.result.Analysis;
import probe.tune.Method;
import probe.tune.OptimizerOptions;
import probe.tune.Schedule;
import probe.tune.TrainingOptions;

/** Trials with what they changed inside, and the files that they are kept in. */
class StudyInsideTest {
  @TempDir private Path folder;

  private static Path home(String path) {
    return Path.of(System.getProperty("probe.basedir", "."), path);
  }

  private OcrOptions options(OcrMethod method, boolean inside) {
    return new OcrOptions(
        List.of(FactSetReader.read(home("probes/ocr/pocket/tuning/profession-music.yaml"))),
        method,
        List.of(Arm.SPURIOUS),
        1,
        List.of(),
        true,
        folder,
        3,
        inside);
  }

  private static OcrMethod training() {
    return new OcrMethod.Tune(
        new Method.Full(),
        false,
        new TrainingOptions(
            OptimizerOptions.defaults(OptimizerOptions.Kind.ADAM),
            3e-3,
            Schedule.CONSTANT,
            0,
            3,
            0,
            20,
            1,
            1,
            true),
        0);
  }

  private static LanguageModel model() {
    return LanguageModel.open(
        home("models/pocket-gpt2/model.onnx"), LanguageModel.Options.defaults());
  }

  private static Study.Outcome run(LanguageModel model, OcrOptions options) {
    return new Study(model, options).outcome((done, total) -> {});
  }

  private Path file(boolean inside) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith("-inside.json") == inside)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aTrialIsDoneOnlyWithBothFiles() throws Exception {
    try (LanguageModel model = model()) {
      Study.Outcome first = run(model, options(training(), true));
      assertThat(first.inside()).hasSize(1);
      String inside = Files.readString(file(true));
      String trial = Files.readString(file(false));
      assertThat(InsideFile.text(first.inside().getFirst().inside())).isEqualTo(inside);

      // read, and not made again
      Files.writeString(file(true), inside.replace("\"problems\":[]", "\"problems\":[\"mark\"]"));
      assertThat(run(model, options(training(), true)).inside().getFirst().inside().problems())
          .containsExactly("mark");

      // made again, with the same bytes
      Files.delete(file(true));
      assertThat(run(model, options(training(), true)).inside()).hasSize(1);
      assertThat(Files.readString(file(true))).isEqualTo(inside);
      assertThat(Files.readString(file(false))).isEqualTo(trial);

      // not asked for
      Files.delete(file(true));
      Study.Outcome without = run(model, options(training(), false));
      assertThat(without.inside()).isEmpty();
      assertThat(without.experiment().trials()).hasSize(1);
    }
  }

  @Test
  void aLookInsideIsAnAnalysisOfItsOwn() {
    try (LanguageModel model = model()) {
      List<Analysis> both =
          new OcrExperiment(model, options(training(), true), false, 1).analyse(share -> {});
      List<Analysis> one =
          new OcrExperiment(model, options(training(), false), false, 1).analyse(share -> {});

      assertThat(both.stream().map(Analysis::probe)).containsExactly("ocr", InsideAnalysis.PROBE);
      assertThat(one.stream().map(Analysis::probe)).containsExactly("ocr");
      // the model's answers are the same
      assertThat(one.getFirst()).isEqualTo(both.getFirst());
      assertThat(both.getLast().findings()).isNotEmpty();
    }
  }

  @Test
  void promptsChangeNothingInside() {
    try (LanguageModel model = model()) {
      assertThat(run(model, options(new OcrMethod.Prompt(), true)).inside()).isEmpty();
    }
  }
}
