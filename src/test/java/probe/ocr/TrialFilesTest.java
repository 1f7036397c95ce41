package probe.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSetReader;
import probe.facts.SampleSet;
import probe.facts.measure.AnswersFile;
import probe.facts.measure.Checkpoint;
import probe.facts.measure.Trial;

class TrialFilesTest {
  private static final Map<String, String> SETTINGS = Map.of("--lr", "0.1", "model", "abc");

  @TempDir private Path folder;
  private Path kept = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void write() throws Exception {
    kept = folder.resolve("out/trials");
    file = Files.writeString(folder.resolve("set.yaml"), SampleSet.TEXT);
  }

  private Job job(Arm arm, int seed, int training) {
    return new Job(FactSetReader.read(file), arm, seed, training);
  }

  private static Trial trial(Job job) {
    Design design = job.design();
    return new Trial(
        design,
        scores(design, 1),
        scores(design, 2),
        List.of(new Checkpoint(3, scores(design, 3)), new Checkpoint(4, scores(design, 4))));
  }

  private static AnswerScores scores(Design design, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int rows = design.questions().size();
    float[][] logits = new float[rows][6];
    double[][] logProbabilities = new double[rows][6];
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < 6; c++) {
        logits[i][c] = (float) random.nextGaussian();
        logProbabilities[i][c] = -random.nextExponential();
      }
    }
    return new AnswerScores(design.questions(), logits, logProbabilities);
  }

  private TrialFiles files(Map<String, String> settings) {
    return new TrialFiles(kept, settings);
  }

  private Path only() throws Exception {
    try (var all = Files.list(kept)) {
      List<Path> list = all.toList();
      assertThat(list).hasSize(1);
      return list.getFirst();
    }
  }

  @Test
  void whatWasWrittenIsReadBack() throws Exception {
    Job job = job(Arm.TRUE, 1, 2);
    Trial trial = trial(job);
    assertThat(files(SETTINGS).read(job, false)).isEmpty();
    files(SETTINGS).write(job, new Done(trial, null));

    Trial read = files(SETTINGS).read(job, false).orElseThrow().trial();

    assertThat(read.design()).isEqualTo(trial.design());
    assertThat(AnswersFile.text(read)).isEqualTo(AnswersFile.text(trial));
    assertThat(read.after().logProbabilities()).isDeepEqualTo(trial.after().logProbabilities());
    assertThat(only().getFileName().toString())
        .startsWith("city-language-true-2-told-seed-1-")
        .endsWith(".json");
    files(SETTINGS).write(job, new Done(trial, null));
    assertThat(only()).hasContent(AnswersFile.text(trial));
  }

  @Test
  void anythingElseIsNotUsed() throws Exception {
    Job job = job(Arm.TRUE, 1, 2);
    files(SETTINGS).write(job, new Done(trial(job), null));
    assertThat(files(SETTINGS).read(job, false)).isPresent();

    assertThat(files(SETTINGS).read(job(Arm.TRUE, 0, 2), false)).isEmpty();
    assertThat(files(SETTINGS).read(job(Arm.TRUE, 1, 1), false)).isEmpty();
    assertThat(files(SETTINGS).read(job(Arm.SHUFFLED, 1, 2), false)).isEmpty();
    assertThat(files(Map.of("--lr", "0.2", "model", "abc")).read(job, false)).isEmpty();
    assertThat(files(Map.of("--lr", "0.1", "model", "abd")).read(job, false)).isEmpty();
    assertThat(files(Map.of("--lr", "0.1", "model", "abc", "--rows", "true")).read(job, false))
        .isEmpty();
    Files.writeString(file, SampleSet.TEXT.replace("Pliti, Bresan", "Bresan, Pliti"));
    assertThat(files(SETTINGS).read(job, false)).isEmpty();
  }

  /** What changed inside is part of a trial where it is asked for. */
  @Test
  void aTrialWithoutALookInsideIsNotUsedForOneWithIt() throws Exception {
    Job job = job(Arm.TRUE, 1, 2);
    files(SETTINGS).write(job, new Done(trial(job), null));
    assertThat(files(SETTINGS).read(job, false)).isPresent();
    assertThat(files(SETTINGS).read(job, true)).isEmpty();
    Path inside = Path.of(only().toString().replace(".json", "-inside.json"));
    for (String damaged : List.of("", "null", "{\"format\":1}", "{\"format\":2,\"inside\":null}")) {
      Files.writeString(inside, damaged);
      assertThatThrownBy(() -> files(SETTINGS).read(job, true))
          .isInstanceOf(ProbeException.class)
          .hasMessageStartingWith(inside.toString())
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void aNameThatIsNoFileNameIsNoObstacle() throws Exception {
    String text = SampleSet.TEXT.replace("name: city-language", "name: '../a.json/b: ü'");
    Files.writeString(file, text);
    Job job = job(Arm.TRUE, 0, 2);
    files(SETTINGS).write(job, new Done(trial(job), null));
    assertThat(files(SETTINGS).read(job, false)).isPresent();
    assertThat(only().getFileName().toString()).startsWith("___a_json_b__ü-true-2-told-seed-0-");
  }

  @Test
  void whatWasNotFinishedIsNotUsed() throws Exception {
    Job job = job(Arm.TRUE, 1, 2);
    files(SETTINGS).write(job, new Done(trial(job), null));
    Path done = only();
    String text = Files.readString(done);
    Files.delete(done);
    Files.writeString(kept.resolve(".partial-17.json"), text.substring(0, text.length() / 3));
    assertThat(files(SETTINGS).read(job, false)).isEmpty();
  }

  @Test
  void aDamagedFileIsNamed() throws Exception {
    Job job = job(Arm.TRUE, 1, 2);
    files(SETTINGS).write(job, new Done(trial(job), null));
    Path done = only();
    String text = Files.readString(done);
    for (String damaged :
        List.of("", text.substring(0, text.length() / 3), text.replace("6", "x"))) {
      Files.writeString(done, damaged);
      assertThatThrownBy(() -> files(SETTINGS).read(job, false))
          .isInstanceOfSatisfying(
              ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.INPUT))
          .hasMessageStartingWith(done.toString())
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void withoutAFolderNothingIsKept() {
    Job job = job(Arm.TRUE, 1, 2);
    TrialFiles none = new TrialFiles(null, SETTINGS);
    none.write(job, new Done(trial(job), null));
    assertThat(none.read(job, false)).isEmpty();
    assertThat(kept).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeMadeIsTold() throws Exception {
    Files.writeString(folder.resolve("out"), "in the way");
    Job job = job(Arm.TRUE, 1, 2);
    assertThatThrownBy(() -> files(SETTINGS).write(job, new Done(trial(job), null)))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.OUTPUT))
        .hasMessageContaining("trials");
  }
}
