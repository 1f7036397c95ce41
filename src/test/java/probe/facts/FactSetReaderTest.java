package probe.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactSetReaderTest {
  @TempDir private Path folder;

  private FactSet read(String text) throws Exception {
    return FactSetReader.read(Files.writeString(folder.resolve("set.yaml"), text));
  }

  @Test
  void everyFieldIsAsItIsWritten() throws Exception {
    FactSet set = read(SampleSet.TEXT);

    assertThat(set.file()).isEqualTo(folder.resolve("set.yaml"));
    assertThat(set.name()).isEqualTo("city-language");
    assertThat(set.about()).isEqualTo("Where somebody lives, and what they speak.");
    assertThat(set.holds()).isTrue();
    assertThat(set.classes()).isEqualTo(3);
    assertThat(set.fact().name()).isEqualTo("city");
    assertThat(set.fact().values()).containsExactly("Paris", "Berlin", "Rome");
    assertThat(set.fact().templates())
        .containsExactly(
            new Template("{name} lives in {value}"), new Template("{name} has a home in {value}"));
    assertThat(set.fact().heldOut()).isEqualTo(new Template("{name} stays in {value}"));
    assertThat(set.implication().values()).containsExactly("Italian", "French", "German");
    assertThat(set.names()).hasSize(15).startsWith("Pliti").endsWith("Drote");
    assertThat(set.perValue()).isEqualTo(5);
    assertThat(set.training()).isEqualTo(2);
    assertThat(set.arms())
        .containsExactly(Arm.TRUE, Arm.COUNTERFACTUAL, Arm.NO_IMPLICATION, Arm.SHUFFLED);
    assertThat(set.seeds()).isEqualTo(3);
  }

  @Test
  void thePairingIsThatOfTheFileWhateverTheOrderOfValues() throws Exception {
    FactSet set = read(SampleSet.TEXT);

    assertThat(set.pairing()).containsExactly(1, 2, 0);
    for (int i = 0; i < 3; i++) {
      assertThat(set.implication().values().get(set.pairing().get(i)))
          .isEqualTo(java.util.List.of("French", "German", "Italian").get(i));
    }
  }

  @Test
  void theFactMayBeTheSecondRelation() throws Exception {
    FactSet set =
        read(
            SampleSet.TEXT
                .replace("fact: city", "fact: language")
                .replace("implication: language", "implication: city")
                .replace(
                    "{Paris: French, Berlin: German, Rome: Italian}",
                    "{French: Paris, German: Berlin, Italian: Rome}"));

    assertThat(set.fact().name()).isEqualTo("language");
    assertThat(set.pairing()).containsExactly(2, 0, 1);
  }

  @Test
  void whatYamlTakesForAnotherTypeStaysText() throws Exception {
    FactSet set =
        read(
            SampleSet.TEXT
                .replace("[Paris, Berlin", "[no, 1.50")
                .replace("Paris: French, Berlin:", "no: French, 1.50:")
                .replace("[true,", "[\"true\","));

    assertThat(set.fact().values()).containsExactly("no", "1.50", "Rome");
    assertThat(set.arms()).startsWith(Arm.TRUE);
  }

  @Test
  void aboutMayBeLeftOut() throws Exception {
    assertThat(read(SampleSet.TEXT.replaceAll("about: .*\n", "")).about()).isEmpty();
  }

  @Test
  void aPromptEndsBeforeTheSpaceThatTheAnswerBeginsWith() {
    Template template = new Template("in town , {name} lives in {value}");

    assertThat(template.prompt("Zolo")).isEqualTo("in town , Zolo lives in");
    assertThat(template.answer("New York")).isEqualTo(" New York");
  }
}
