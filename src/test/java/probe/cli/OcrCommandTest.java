package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;
import probe.model.Device;
import probe.model.LanguageModel;
import probe.model.Tokenizer;
import probe.model.WholeSession;
import probe.stats.Seeds;

/** {@code probe ocr} from option to results. */
class OcrCommandTest {
  static final Path POCKET = OcrFiles.MODELS.resolve("pocket-gpt2/model.onnx");

  @TempDir private Path folder;

  private OcrFiles.Outcome ocr(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("ocr"));
    all.addAll(List.of(arguments));
    return OcrFiles.run(new Main(), all.toArray());
  }

  private JsonNode results(String out) throws Exception {
    return new ObjectMapper().readTree(folder.resolve(out).resolve("results.json").toFile());
  }

  private JsonNode done(String out, Object... arguments) throws Exception {
    List<Object> all = new ArrayList<>(List.of("--out", folder.resolve(out)));
    all.addAll(List.of(arguments));
    OcrFiles.Outcome outcome = ocr(all.toArray());
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Results.analysis(results(out), "ocr");
  }

  /** Rows of a table by arm, group and template. */
  private static Map<String, JsonNode> rows(JsonNode analysis, String table) {
    JsonNode found = Results.only(analysis.get("tables"), "id", table);
    List<String> columns = new ArrayList<>();
    found.get("columns").forEach(column -> columns.add(column.asText()));
    Map<String, JsonNode> rows = new HashMap<>();
    for (JsonNode row : found.get("rows")) {
      Map<String, JsonNode> byColumn = new HashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        byColumn.put(columns.get(i), row.get(i));
      }
      String key =
          String.join(
              "/",
              byColumn.get("arm").asText(),
              byColumn.get("questions about").asText(),
              byColumn.get("template").asText());
      rows.put(key, new ObjectMapper().valueToTree(byColumn));
    }
    return rows;
  }

  // ---- figures

  /**
   * Mean ranks of a group of questions, counted in the logits of the graph as it is in the file.
   */
  private static final class Counted {
    private final double[] sums = new double[2]; // of ten candidates, of five
    private int questions;

    void add(JsonNode question, int[] prompt, float[] logits, Tokenizer tokenizer) {
      float[] candidates = new float[question.get("candidates").size()];
      int right = -1;
      for (int c = 0; c < candidates.length; c++) {
        String answer = question.get("candidates").get(c).asText();
        int[] whole = tokenizer.encode(question.get("prompt").asText() + answer);
        assertThat(Arrays.copyOf(whole, prompt.length)).isEqualTo(prompt);
        candidates[c] = logits[whole[prompt.length]];
        right = answer.equals(question.get("answer").asText()) ? c : right;
      }
      for (int c = 0; c < candidates.length; c++) {
        if (candidates[c] > candidates[right]) {
          sums[0]++;
          sums[1] += c / 5 == right / 5 ? 1 : 0;
        }
      }
      questions++;
    }
  }

  /** By group and template, over {@code models}, the first of which answers the first rows. */
  private static Map<String, Counted> counted(List<Path> models, List<Path> made) throws Exception {
    Map<String, Counted> out = new HashMap<>();
    Path tokens = POCKET.resolveSibling("tokenizer.json");
    for (int seed = 0; seed < made.size(); seed++) {
      LanguageModel.Options options = new LanguageModel.Options(tokens, Device.CPU, 1);
      try (LanguageModel model = LanguageModel.open(models.get(seed), options);
          WholeSession whole = model.wholeSession()) {
        for (String line : Files.readAllLines(made.get(seed).resolve("test.jsonl"))) {
          JsonNode question = new ObjectMapper().readTree(line);
          int[] prompt = model.requireTokenizer().encode(question.get("prompt").asText());
          out.computeIfAbsent(
                  "spurious/%s/%s"
                      .formatted(
                          question.get("group").asText(),
                          question.get("held_out").asBoolean() ? "held-out" : "trained"),
                  key -> new Counted())
              .add(question, prompt, whole.lastLogits(prompt), model.requireTokenizer());
        }
      }
    }
    return out;
  }

  private static void same(JsonNode analysis, String column, Map<String, Counted> counted) {
    assertThat(counted).hasSize(8);
    counted.forEach(
        (key, ranks) -> {
          for (int i = 0; i < 2; i++) {
            JsonNode row = rows(analysis, i == 0 ? "rank-all" : "rank-asked").get(key);
            assertThat(Objects.requireNonNull(row).get(column).asDouble())
                .as("%s of %s, %d candidates", column, key, i == 0 ? 10 : 5)
                .isCloseTo(ranks.sums[i] / ranks.questions, within(1e-8));
            assertThat(row.get("questions").asInt()).isEqualTo(ranks.questions);
          }
        });
  }

  /** The mean ranks are counted here again, and a training elsewhere is the training in memory. */
  @Test
  void meanRanksAreThoseOfTheRawLogits() throws Exception {
    Path set = OcrSets.pocket(folder);
    List<Path> made = new ArrayList<>();
    List<Path> tuned = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      Path rows = folder.resolve("rows" + seed);
      Path out = folder.resolve("tuned" + seed);
      OcrFiles.Outcome outcome =
          OcrFiles.run(
              new Main(), "ocr", "make", set, "--arm", "spurious", "--seed", seed, "--out", rows);
      assertThat(outcome.code()).as(outcome.err()).isZero();
      Object[] tune = {
        "tune",
        "--model",
        POCKET,
        "--train",
        rows.resolve("train.jsonl"),
        "--method",
        "full",
        "--lr",
        "0.003",
        "--weight-decay",
        "0",
        "--batch",
        "40",
        "--epochs",
        "4",
        "--schedule",
        "linear",
        "--warmup",
        "10",
        "--clip",
        "1",
        "--seed",
        Seeds.of(1, seed),
        "--threads",
        "1",
        "--out",
        out
      };
      outcome = OcrFiles.run(new Main(), tune);
      assertThat(outcome.code()).as(outcome.err()).isZero();
      made.add(rows);
      tuned.add(out.resolve("model.onnx"));
    }
    JsonNode elsewhere =
        done(
            "elsewhere",
            "--facts",
            set,
            "--arms",
            "spurious",
            "--tuned",
            tuned.get(0),
            tuned.get(1));
    Map<String, Counted> before = counted(List.of(POCKET, POCKET), made);
    Map<String, Counted> after = counted(tuned, made);
    same(elsewhere, "before", before);
    same(elsewhere, "after", after);
    assertThat(after.get("spurious/train-facts/trained").sums[0])
        .isLessThan(before.get("spurious/train-facts/trained").sums[0]);

    JsonNode memory =
        done(
            "memory",
            "--facts",
            set,
            "--arms",
            "spurious",
            "--method",
            "full",
            "--epochs",
            "4",
            "--lr",
            "0.003");
    same(memory, "before", before);
    same(memory, "after", after);
    rows(memory, "log-probability")
        .forEach(
            (key, row) ->
                assertThat(row.get("after").asDouble())
                    .isCloseTo(
                        Objects.requireNonNull(rows(elsewhere, "log-probability").get(key))
                            .get("after")
                            .asDouble(),
                        within(1e-4)));
  }

  @Test
  void theSameCommandGivesTheSameBytes() throws Exception {
    Path set = OcrSets.pocket(folder);
    Object[] how = {
      "--facts",
      set,
      "--method",
      "lora",
      "--rows",
      "--epochs",
      "2",
      "--seeds",
      "2",
      "--implications",
      "0,1"
    };
    JsonNode analysis = done("one", with(how, "--threads", "2"));
    String first = withoutTimes("one");
    done("two", with(how, "--threads", "1"));
    assertThat(withoutTimes("two")).isEqualTo(first);
    // and where every trial is there already
    // answers, and what changed inside
    assertThat(Results.names(folder.resolve("one/trials"))).hasSize(16);
    done("one", how);
    assertThat(withoutTimes("one")).isEqualTo(first);

    JsonNode dependence = Results.only(analysis.get("tables"), "id", "training-implications");
    assertThat(dependence.get("rows"))
        .extracting(row -> row.get(1) + " " + row.get(3))
        .contains("\"spurious\" 0", "\"spurious\" 1", "\"shuffled\" 1")
        .doesNotContain("\"shuffled\" 0");
  }

  static Object[] with(Object[] some, Object... more) {
    List<Object> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray();
  }

  private String withoutTimes(String out) throws Exception {
    return OcrFiles.withoutTimes(folder.resolve(out));
  }

  // ---- methods and models

  @Test
  void everyMethodWorksOnBothFamilies() throws Exception {
    Path llama = SharedModels.require("stories260k").resolve("model.onnx");
    Path story = OcrSets.story(folder);
    Path pocket = OcrSets.pocket(folder);
    for (String method : List.of("prompt", "lora")) {
      Object[] how = {"--method", method, "--arms", "spurious", "--seeds", "1"};
      Object[] short2 = method.equals("prompt") ? how : with(how, "--epochs", "2");
      for (boolean small : new boolean[] {true, false}) {
        JsonNode analysis =
            done(
                method + small,
                with(short2, "--facts", small ? story : pocket, "--model", small ? llama : POCKET));
        assertThat(analysis.get("settings").get("method").asText()).isEqualTo(method);
        Map<String, JsonNode> rows = rows(analysis, "log-probability");
        assertThat(rows).hasSize(8);
        assertThat(rows.values()).noneMatch(row -> row.get("after").equals(row.get("before")));
      }
    }
  }

  @Test
  void aSetThatShipsIsReportedWhereTheTokenizerCannotHoldIt() throws Exception {
    Path llama = SharedModels.require("stories260k").resolve("model.onnx");
    JsonNode analysis = done("out", "--method", "prompt", "--model", llama);
    assertThat(analysis.get("verdict").asText()).isEqualTo("cannot_tell");
    assertThat(Results.texts(analysis.get("findings"), "id"))
        .containsExactly(
            "ocr/city-language-counterfactual",
            "ocr/city-language",
            "ocr/country-code",
            "ocr/profession-color",
            "ocr/sport-music");
    for (JsonNode finding : analysis.get("findings")) {
      assertThat(finding.get("why").asText()).contains(" token ");
    }
    assertThat(Files.readString(folder.resolve("out/report.md")))
        .contains("| city-language | cannot tell |", "begin with the token");
  }

  @Test
  void theSetsThatShipAreInWordsOfTheModel() throws Exception {
    Path gpt2 = SharedModels.require("gpt2-random").resolve("model.onnx");
    try (LanguageModel pocket = LanguageModel.open(POCKET, LanguageModel.Options.defaults());
        LanguageModel usual = LanguageModel.open(gpt2, LanguageModel.Options.defaults())) {
      assertThat(OcrFlags.sets(null, pocket))
          .hasSize(5)
          .allMatch(s -> s.name().endsWith("-pocket"));
      assertThat(OcrFlags.sets(null, usual))
          .hasSize(5)
          .noneMatch(s -> s.name().endsWith("-pocket"));
    }
  }
}
