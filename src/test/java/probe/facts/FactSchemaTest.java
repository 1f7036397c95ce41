package probe.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import probe.ProbeException;

/** The published schema of fact sets says what their reader says. */
class FactSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static List<Error> errors(String yaml) throws IOException {
    Path schema = Path.of(System.getProperty("probe.basedir", "."), "probes/schema.json");
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(JSON.readTree(schema.toFile()))
        .validate(JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml)));
  }

  private FactSet read(String yaml) throws IOException {
    return FactSetReader.read(Files.writeString(folder.resolve("set.yaml"), yaml));
  }

  @Test
  void theFieldsAreThoseOfTheReader() throws IOException {
    Path schema = Path.of(System.getProperty("probe.basedir", "."), "probes/schema.json");

    assertThat(
            JSON.readTree(schema.toFile()).get("$defs").get("facts").get("properties").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(FactSetReader.FIELDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          seeds: 3                  | seeds: 3
          [true,                    | ["true",
          train-per-value: 2        | train-per-value: 0
          '{name} stays in {value}' | 'in town, {name} stays in {value}'
          """)
  void aGoodSetIsLetThrough(String from, String to) throws IOException {
    String yaml = SampleSet.TEXT.replace(from, to);

    assertThat(errors(yaml)).isEmpty();
    assertThat(read(yaml).classes()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          holds: true               | holds: "true"
          holds: true               | holds: false
          holds: true               | holdz: true
          seeds: 3                  | seeds: 0
          seeds: 3                  | seeds: 1.5
          names-per-value: 5        | names-per-value: 0
          train-per-value: 2        | train-per-value: -1
          [true, counter            | [spurious, counter
          [true, counter            | [truth, counter
          [true, counterfactual,    | [
          [true, counter            | [no-implication, counter
          [Paris, Berlin, Rome]     | [Paris, Paris, Rome]
          [Paris, Berlin, Rome]     | [Paris]
          [Pliti, Bresan            | [Pliti, Pliti, Bresan
          held-out:                 | heldout:
          fact: city                | facts: city
          '{name} stays in {value}' | 'one stays in {value}'
          '{name} stays in {value}' | '{name} stays in Rome'
          '{name} stays in {value}' | '{name} and {name} stay in {value}'
          '{name} stays in {value}' | '{name} is in {value} {value}'
          '{name} stays in {value}' | '{name} finds {value} nice'
          '{name} stays in {value}' | '{name} is in a{value}'
          '{name} stays in {value}' | '{name} of {city} is in {value}'
          '{name} stays in {value}' | ''
          '{name} stays in {value}' | [x]
          """)
  void aBadSetIsRefusedByTheSchemaAndByTheReader(String from, String to) throws IOException {
    String yaml = SampleSet.TEXT.replace(from, to);

    assertThat(yaml).isNotEqualTo(SampleSet.TEXT);
    assertThat(errors(yaml)).isNotEmpty();
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ProbeException.class)
        .hasMessageStartingWith(folder.resolve("set.yaml") + ":");
  }
}
