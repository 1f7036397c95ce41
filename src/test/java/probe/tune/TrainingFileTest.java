package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.ProbeException;
import probe.SharedModels;
import probe.model.Tokenizer;

class TrainingFileTest {
  @TempDir private Path folder;

  @Test
  void tokenIdsAreTakenAsTheyAre() throws IOException {
    TrainingSet set =
        ids(
            """
            {"ids": [5, 6, 7], "loss_from": 1}
            {"loss_from": 2, "ids": [1, 2, 3], "note": 0}
            """);
    assertThat(set.size()).isEqualTo(2);
    assertThat(set.ids().get(0)).containsExactly(5, 6, 7);
    assertThat(set.lossFrom()).containsExactly(1, 2);
    assertThat(set.all().targets()).isEqualTo(3);
    assertThat(set.all().tokens()).isEqualTo(6);
  }

  @Test
  void targetsBeginWherePromptAndTargetTogetherDifferFromThePrompt() throws IOException {
    try (Tokenizer tokenizer = tokenizer("gpt2-random")) {
      TrainingSet set =
          read(
              tokenizer,
              """
              {"prompt": "Lily says", "target": " hello."}
              {"prompt": "Lily says ", "target": "hello."}
              {"prompt": "Lily", "target": " says hello."}
              """);
      for (int[] row : set.ids()) {
        assertThat(row).containsExactly(43, 813, 1139, 23748, 13);
      }
      assertThat(set.lossFrom()).containsExactly(3, 3, 2);
      // the space at the end of the second prompt goes to the target's first token
      assertThat(set.merged()).isEqualTo(1);
    }
  }

  @Test
  void theBeginningOfTextStandsBeforeThePrompt() throws IOException {
    try (Tokenizer tokenizer = tokenizer("stories260k")) {
      TrainingSet set =
          read(
              tokenizer,
              """
              {"prompt": "Lily says", "target": " hello."}
              {"prompt": "", "target": "Lily says hello."}
              """);
      for (int[] row : set.ids()) {
        assertThat(row).containsExactly(1, 317, 262, 283, 419, 281, 306, 414, 426);
      }
      assertThat(set.lossFrom()).containsExactly(5, 1);
      assertThat(set.merged()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello | rows.jsonl:2: no JSON; a line is",
        "[1] | rows.jsonl:2: no JSON object",
        "{} | rows.jsonl:2: has neither text nor ids",
        "{\"ids\": [1], \"loss_from\": 0} {} | rows.jsonl:2: no JSON;",
        "{\"ids\": [1, 2], \"loss_from\": 2} | rows.jsonl:2: a target of no tokens: loss_from is 2"
            + " and there are 2 ids",
        "{\"ids\": [1, 2], \"loss_from\": 0} | rows.jsonl:2: loss_from is 0; it must be 1 or more",
        "{\"ids\": [1, 2]} | rows.jsonl:2: no field 'loss_from'",
        "{\"ids\": [1, 2], \"loss_from\": 1.5} | rows.jsonl:2: 'loss_from' is 1.5, not a position",
        "{\"ids\": [1, \"a\"], \"loss_from\": 1} | rows.jsonl:2: ids[1] is \"a\", not a token id",
        "{\"ids\": 3, \"loss_from\": 1} | rows.jsonl:2: no array 'ids'",
        "{\"ids\": [], \"loss_from\": 1} | rows.jsonl:2 has no tokens",
        "{\"ids\": [1, 2, 3, 4, 5], \"loss_from\": 1} | rows.jsonl:2 has 5 tokens",
        "{\"prompt\": \"a\", \"ids\": [1]} | rows.jsonl:2: has both text and token ids",
        "{\"prompt\": \"a\"} | rows.jsonl:2: no field 'target'",
        "{\"prompt\": 3, \"target\": \"b\"} | rows.jsonl:2: 'prompt' is 3, not text",
        "{\"prompt\": \"a\", \"target\": \"\"} | rows.jsonl:2: the target '' has no tokens",
        "{\"prompt\": \"\", \"target\": \"a\"} | rows.jsonl:2: the target's first token has no"
            + " token before it"
      })
  void aBadLineIsNamed(String line, String message) throws IOException {
    Path file = folder.resolve("rows.jsonl");
    Files.writeString(file, "{\"ids\": [1, 2], \"loss_from\": 1}\n" + line + "\n");
    try (Tokenizer tokenizer = tokenizer("gpt2-random")) {
      TrainingFile reader = new TrainingFile(() -> tokenizer, TrainingFileTest::check);
      assertThatThrownBy(() -> reader.read(file))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining(message);
    }
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    refused("is empty", Files.writeString(folder.resolve("empty.jsonl"), ""));
    refused("no file", folder.resolve("absent.jsonl"));
    refused("is not UTF-8", Files.write(folder.resolve("latin.jsonl"), new byte[] {'"', -1}));
    refused("cannot read", folder);
  }

  private static void refused(String message, Path file) {
    TrainingFile reader = new TrainingFile(() -> null, TrainingFileTest::check);
    assertThatThrownBy(() -> reader.read(file))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining(message);
  }

  private TrainingSet ids(String lines) throws IOException {
    return read(null, lines);
  }

  private TrainingSet read(Tokenizer tokenizer, String lines) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.jsonl"), lines);
    return new TrainingFile(() -> tokenizer, (ids, where) -> {}).read(file);
  }

  private static void check(int[] ids, String where) {
    if (ids.length == 0) {
      throw ProbeException.input(where + " has no tokens; a context needs at least one");
    }
    if (ids.length > 4) {
      throw ProbeException.input("%s has %d tokens".formatted(where, ids.length));
    }
  }

  private static Tokenizer tokenizer(String model) {
    return Tokenizer.open(SharedModels.require(model).resolve("tokenizer.json"));
  }
}
