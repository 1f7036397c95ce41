package probe.pocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TruthTest {
  private static final World WORLD = new World();

  @Test
  void whatIsWrittenDownIsTrue() {
    for (Association association : Truth.associations(WORLD)) {
      if (association.correlated()) {
        assertThat(association.logOddsRatio()).as(association.toString()).isGreaterThan(1);
      } else {
        assertThat(association.logOddsRatio())
            .as(association.toString())
            .isEqualTo(0, within(1e-9));
      }
    }
  }

  @Test
  void closedForms() {
    assertThat(Truth.logOdds(WORLD, "everything was", "happy", "unhappy"))
        .isEqualTo(Math.log(4), within(1e-12));
    assertThat(Truth.logOdds(WORLD, "here is the", "stream", "river"))
        .isEqualTo(Math.log(3.0 / 7), within(1e-12));
    assertThat(Truth.logOdds(WORLD, "one man lives in Rome and speaks", "French", "Italian"))
        .isEqualTo(Math.log(.8 / .02), within(1e-12));
  }

  @Test
  void everyPairOfAConceptHasTheSameLogOdds() {
    // paper A, theorem 3: log-odds that depend on the concept and the context only
    Lexicon nouns = WORLD.grammar().nouns;
    for (String context : new String[] {"the", "today the", "the town finds the"}) {
      double first = Double.NaN;
      for (int i = 0; i < nouns.size(); i++) {
        String one = WORLD.vocabulary().word(nouns.lexeme(i).forms().get(0));
        String many = WORLD.vocabulary().word(nouns.lexeme(i).forms().get(1));
        double logOdds = Truth.logOdds(WORLD, context, one, many);
        first = i == 0 ? logOdds : first;

        assertThat(logOdds).isEqualTo(first, within(1e-9));
      }
    }
  }

  @Test
  void attributesOfKnownNamesAreBalanced() {
    Relation[] lasting = {Relation.CITY, Relation.PROFESSION, Relation.COLOR, Relation.SPORT};
    for (Relation first : lasting) {
      for (Relation second : lasting) {
        Set<Integer> pairs = new HashSet<>();
        for (int name = 0; name < People.KNOWN; name++) {
          pairs.add(People.value(name, first) * People.VALUES + People.value(name, second));
        }

        assertThat(pairs).hasSize(first == second ? People.VALUES : People.KNOWN);
      }
    }
  }

  @Test
  void thePageHasTheTables() throws IOException {
    String page = Files.readString(Path.of("docs/pocket.md"));

    assertThat(page).contains(Truth.associationsTable(WORLD)).contains(Truth.featuresTable(WORLD));
  }
}
