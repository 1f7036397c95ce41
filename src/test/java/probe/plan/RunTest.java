package probe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.SmallModel;
import probe.concept.Library;
import probe.kind.Probe;
import probe.model.LanguageModel;
import probe.report.ResultsJson;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.RunDocument;
import probe.result.Verdict;
import probe.stats.Seeds;

/** A run of a small model, with a kind of probe that only the tests have. */
class RunTest {
  private static final List<String> WORDS =
      SmallModel.words(
          List.of("a", "he", "she", "king", "queen", "man", "woman", "boy", "girl"),
          SmallModel.fillers(30));

  @TempDir private Path folder;
  private Path model = Path.of("");
  private Path concepts = Path.of("");

  @BeforeEach
  void write() throws Exception {
    model = SmallModel.write(folder.resolve("m"), WORDS, 4, 8, false, 1);
    concepts = file("gender.tsv", "he\tshe\nking\tqueen\nman\twoman\nboy\tgirl\nbrother\tsister\n");
  }

  private Path file(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content);
  }

  private LanguageModel open() {
    return LanguageModel.open(model, LanguageModel.Options.defaults());
  }

  private static RunDocument execute(LanguageModel model, Library library, List<String> steps) {
    Run run = new Run(model, RunPlan.of(model, library), new Run.Options("probe run", 5, 0, null));
    RunDocument document =
        run.execute((what, done, total) -> steps.add("%s %d/%d".formatted(what, done, total)));
    assertThat(run.steps()).isEqualTo(steps.size() - 1);
    return document;
  }

  @Test
  void aNewKindIsAClassAndAFile() throws Exception {
    Path first = file("first.yaml", "kind: counting\nname: first\ncontext: the king\n");
    Path second = file("second.yaml", "kind: counting\nname: second\ncontext: a man\nleast: 9\n");
    List<String> steps = new ArrayList<>();
    try (LanguageModel opened = open()) {
      RunDocument document = execute(opened, Library.read(List.of(second, first, concepts)), steps);
      assertThat(document.analyses())
          .extracting(Analysis::probe)
          .containsExactly("first", "second");
      Analysis found = document.analyses().get(0);
      assertThat(found.kind()).isEqualTo("counting");
      assertThat(found.settings()).containsEntry("least", 1).containsEntry("context", "the king");
      Finding finding = found.findings().getFirst();
      assertThat(finding.why())
          .isEqualTo("4 pairs, seed %d, width 4".formatted(Seeds.of(5, "first")));
      assertThat(document.analyses())
          .extracting(Analysis::verdict)
          .containsExactly(Verdict.SUPPORTED, Verdict.NOT_SUPPORTED);
      assertThat(document.ledger().tests()).isEqualTo(2);
      assertThat(document.ledger().rejected()).isEqualTo(1);
      assertThat(document.ledger().entries().getFirst().finding()).isEqualTo("first/gender");
      assertThat(document.concepts()).hasSize(1);
      assertThat(document.concepts().getFirst().tested()).isTrue();
      assertThat(document.concepts().getFirst().pairsListed()).isEqualTo(5);
      assertThat(document.concepts().getFirst().dropped().getFirst().reason())
          .isEqualTo("each of the two words is no single token");
      assertThat(document.certificate().holds()).isTrue();
      // threads change no number, and so stand with what differs from run to run
      assertThat(document.provenance()).containsEntry("seed", 5L).doesNotContainKey("threads");
      assertThat(document.times())
          .containsKeys("certificate", "states", "vocabulary", "first", "second", "threads");
      Path results = folder.resolve("results.json");
      ResultsJson.write(results, document);
      assertThat(ResultsJson.read(results).analyses()).hasSize(2);
    }
    assertThat(steps)
        .containsExactly(
            "certificate 0/5",
            "states 1/5",
            "vocabulary 2/5",
            "first 3/5",
            "second 4/5",
            "done 5/5");
  }

  @Test
  void aPlanHasEveryContextOnce() throws Exception {
    Path first = file("first.yaml", "kind: counting\nname: first\ncontext: the king\n");
    Path second = file("second.yaml", "kind: counting\nname: second\ncontext: the king\n");
    try (LanguageModel opened = open()) {
      RunPlan plan = RunPlan.of(opened, Library.read(List.of(first, second, concepts)));
      assertThat(plan.probes()).extracting(Probe::name).containsExactly("first", "second");
      assertThat(plan.contexts()).isEqualTo(1);
      assertThat(plan.contextTokens()).isEqualTo(2);
      assertThat(plan.stateBytes(opened)).isEqualTo(4 * 4);
      assertThat(plan.unembedding().rows()).isEqualTo(WORDS.size() + 1);
      assertThat(plan.declared()).hasSize(WORDS.size());
    }
  }

  @Test
  void filesThatCannotBeUsedAreRefusedWithTheirLine() throws Exception {
    refused(
        "bad.yaml:1: no probe kind 'linearitty'; known: alignment, analogy, classify, counting,",
        "kind: linearitty\nname: x\n");
    refused("bad.yaml:3: no field 'draw'", "kind: linearity\nname: x\ndraw: 99\n");
    refused("bad.yaml:3: ", "kind: linearity\nname: x\ndraws: 98\n");
    refused("bad.yaml:4: ", "kind: linearity\nname: x\nproducts:\n  - causall\n");
    refused("bad.yaml:1: ", "kind: counting\nname: x\n");
    refused(
        "bad.yaml:3: the template 'the {} is' must end in {}",
        "kind: classify\nname: x\ntemplates: [\"the {} is\"]\n");
    refused("no layer 7", "kind: classify\nname: x\ntemplates: [\"a {}\"]\nlayers: [7]\n");
  }

  private void refused(String message, String probe) throws Exception {
    Path bad = file("bad.yaml", probe);
    try (LanguageModel opened = open()) {
      Library library = Library.read(List.of(bad, concepts));
      assertThatThrownBy(() -> RunPlan.of(opened, library))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining(message);
    }
  }
}
