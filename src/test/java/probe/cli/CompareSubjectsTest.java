package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import probe.ProbeException;
import probe.Sha256;
import probe.compare.Rung;
import probe.compare.Subject;
import probe.result.Ledger;
import probe.result.RunDocument;

class CompareSubjectsTest {
  private static final Path TOKENIZER = OcrFiles.MODELS.resolve("pocket-gpt2/tokenizer.json");

  private static RunDocument run(String model, String hash, @Nullable String tokenizer) {
    Map<String, @Nullable Object> origin = new LinkedHashMap<>();
    origin.put("model", model);
    origin.put("model_sha256", hash);
    origin.put("tokenizer_sha256", tokenizer);
    return RunDocument.withoutModel(origin, List.of(), Ledger.of(List.of(), 0.05), Map.of());
  }

  @Test
  void modelsInFoldersOfOneNameAreToldApart() {
    CompareSubjects subjects = new CompareSubjects();
    subjects.add("a", run("one/small/model.onnx", "1", null));
    subjects.add("b", run("two/small/model.onnx", "2", null));
    subjects.add("c", run("three/small/other.onnx", "3", null));

    assertThat(subjects.all())
        .extracting(Subject::name)
        .containsExactly("small", "small-2", "small-3");
    assertThat(subjects.free("small")).isEqualTo("small-4");
    assertThat(subjects.free("large")).isEqualTo("large");
  }

  @Test
  void resultsOfOneModelAreTakenTogetherWhereverItLies() {
    CompareSubjects subjects = new CompareSubjects();
    subjects.add("a", run("one/small/model.onnx", "1", null));
    subjects.add("b", run("two/large/model.onnx", "2", null));
    subjects.add("c", run("moved/model.onnx", "1", null));

    assertThat(subjects.all()).extracting(Subject::name).containsExactly("small", "large");
    assertThat(subjects.all().getFirst().sources())
        .extracting(Subject.Source::where)
        .containsExactly("a", "c");
  }

  @Test
  void aCourseBelongsToTheModelAtItsEnd() {
    RunDocument last = run("x/checkpoints/step-000002/model.onnx", "2", null);
    List<Subject.Point> course =
        List.of(
            new Subject.Point(0, 3, run("x/checkpoints/step-000000/model.onnx", "0", null)),
            new Subject.Point(2, 1, last));
    CompareSubjects alone = new CompareSubjects();
    alone.addCourse(Path.of("x/checkpoints"), course);
    assertThat(alone.all()).hasSize(1);
    assertThat(alone.all().getFirst().name()).isEqualTo("x");
    assertThat(alone.all().getFirst().course()).isEqualTo(course);
    assertThat(alone.all().getFirst().sources())
        .containsExactly(new Subject.Source("x/checkpoints, step 2", last));

    CompareSubjects known = new CompareSubjects();
    known.add("a", run("models/final/model.onnx", "2", null));
    known.addCourse(Path.of("x/checkpoints"), course);
    assertThat(known.all()).extracting(Subject::name).containsExactly("final");
    assertThat(known.all().getFirst().course()).isEqualTo(course);
    assertThat(known.all().getFirst().sources()).hasSize(1);
  }

  @Test
  void resultsOfNoModelAreRefused() {
    RunDocument toy =
        RunDocument.withoutModel(Map.of(), List.of(), Ledger.of(List.of(), 0.05), Map.of());
    assertThatThrownBy(() -> new CompareSubjects().add("toy", toy))
        .isInstanceOf(ProbeException.class)
        .hasMessageStartingWith("the results in toy are of no language model");
  }

  @Test
  void pocketModelsAreToldByTheirTokenizer() {
    Rungs rungs = new Rungs();
    assertThat(rungs.of(run("a/model.onnx", "1", Sha256.of(List.of(TOKENIZER)))))
        .isEqualTo(Rung.POCKET);
    assertThat(rungs.of(run("a/model.onnx", "1", "00ff"))).isEqualTo(Rung.PRETRAINED);
    assertThat(rungs.of(run("a/model.onnx", "1", null))).isEqualTo(Rung.PRETRAINED);
  }
}
