package probe.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.JsonFile;
import probe.OutputFolder;
import probe.ProbeException;
import probe.Provenance;
import probe.Sha256;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.facts.FactSetReader;
import probe.facts.Group;
import probe.facts.Question;
import probe.facts.Statement;
import probe.facts.Subject;

/** {@code probe ocr make}: the rows of a fact set as files. */
@Command(
    name = "make",
    mixinStandardHelpOptions = true,
    header = "Writes one arm and seed of a fact set as rows to train on, and questions.",
    description =
        "Writes DIR/train.jsonl, which `probe tune --train` reads, DIR/test.jsonl, a question a"
            + " line with its answer and the candidates, and DIR/design.json, which says what they"
            + " are.")
final class OcrMakeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "The fact set, a YAML file.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the files.")
  private Path out = Path.of("");

  @Option(
      names = "--arm",
      paramLabel = "ARM",
      description =
          "true, counterfactual, spurious, no-implication or shuffled, of those that the set has"
              + " (default: its first).")
  private @Nullable String arm;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Which repetition, from 0 (default: ${DEFAULT-VALUE}).")
  private int seed;

  @Option(
      names = "--train-per-value",
      paramLabel = "K",
      description = "Subjects of each value whose implication is told (default: as the set says).")
  private @Nullable Integer training;

  @Mixin private TokenizerOptions tokens = new TokenizerOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private OcrCommand parent = new OcrCommand();

  private final ObjectMapper json = new ObjectMapper();

  @Override
  public Integer call() {
    FactSet set = FactSetReader.read(file);
    Design design = Design.of(set, arm(set), seed, training == null ? set.training() : training);
    try (TokenizerOptions.Opened opened =
        tokens.open(parent.main().console(), spec.commandLine().getErr())) {
      opened.check(set).require();
    }
    try (OutputFolder folder = OutputFolder.prepare(out)) {
      write(folder.file("train.jsonl"), design.statements().stream().map(this::row).toList());
      write(
          folder.file("test.jsonl"), design.questions().stream().map(q -> row(design, q)).toList());
      JsonFile.write(folder.file("design.json"), describe(design));
      folder.commit();
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + out, e);
    }
    summarise(design);
    return Exit.OK;
  }

  private Arm arm(FactSet set) {
    String word = arm;
    if (word == null) {
      return set.arms().getFirst();
    }
    return Arm.named(word)
        .filter(set.arms()::contains)
        .orElseThrow(
            () ->
                ProbeException.input(
                    "--arm %s: %s has no such arm; it has %s".formatted(word, file, set.arms())));
  }

  private void write(Path to, List<Map<String, Object>> rows) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(to)) {
      for (Map<String, Object> row : rows) {
        writer.write(json.writeValueAsString(row));
        writer.write('\n');
      }
    }
  }

  private Map<String, Object> row(Statement statement) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("prompt", statement.prompt());
    row.put("target", statement.answer());
    return row;
  }

  private Map<String, Object> row(Design design, Question question) {
    List<String> candidates = design.set().candidates().stream().map(v -> " " + v).toList();
    Subject subject = design.subjects().get(question.subject());
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("group", question.group().toString());
    row.put("name", subject.name());
    row.put("prompt", question.prompt());
    row.put("answer", candidates.get(design.answer(question)));
    row.put("candidates", candidates);
    row.put("held_out", question.heldOut());
    row.put("value", design.set().fact().values().get(subject.value()));
    return row;
  }

  private Map<String, Object> describe(Design design) {
    FactSet set = design.set();
    Map<String, String> judged = new LinkedHashMap<>();
    for (int i = 0; i < set.classes(); i++) {
      judged.put(
          set.fact().values().get(i), set.implication().values().get(design.judged().get(i)));
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("probe_version", Provenance.version());
    out.put("command", command(design));
    out.put("set", set.name());
    out.put("file", file.toString());
    out.put("sha256", Sha256.of(List.of(file)));
    out.put("fact", set.fact().name());
    out.put("implication", set.implication().name());
    out.put("holds", set.holds());
    out.put("arm", design.arm().toString());
    out.put("seed", design.seed());
    out.put("names_per_value", set.perValue());
    out.put("train_per_value", design.training());
    out.put("judged", judged);
    out.put("train_rows", design.statements().size());
    out.put("test_rows", groups(design));
    return out;
  }

  private static Map<String, Long> groups(Design design) {
    Map<Group, Long> counts = new EnumMap<>(Group.class);
    design.questions().forEach(question -> counts.merge(question.group(), 1L, Long::sum));
    Map<String, Long> out = new LinkedHashMap<>();
    counts.forEach((group, count) -> out.put(group.toString(), count));
    return out;
  }

  /** The command with every option that changes a row, whether it was typed or not. */
  private String command(Design design) {
    List<String> parts = new ArrayList<>(List.of("probe", "ocr", "make", file.toString()));
    parts.addAll(List.of("--arm", design.arm().toString()));
    parts.addAll(List.of("--seed", Integer.toString(design.seed())));
    parts.addAll(List.of("--train-per-value", Integer.toString(design.training())));
    return Main.commandLine(parts);
  }

  private void summarise(Design design) {
    PrintWriter stdout = spec.commandLine().getOut();
    print(stdout, "set", "%s, arm %s, seed %d".formatted(design.set().name(), design.arm(), seed));
    print(
        stdout,
        "subjects",
        "%d, of whom the implications of %d are in training"
            .formatted(
                design.subjects().size(),
                design.subjects().stream().filter(Subject::trains).count()));
    print(stdout, "rows", "%,d to train on".formatted(design.statements().size()));
    print(stdout, "questions", "%,d".formatted(design.questions().size()));
    for (String name : List.of("train.jsonl", "test.jsonl", "design.json")) {
      print(stdout, "wrote", out.resolve(name).toString());
    }
    stdout.flush();
  }

  private static void print(PrintWriter out, String label, String value) {
    out.println(String.format(Locale.ROOT, "%-11s%s", label, value));
  }
}
