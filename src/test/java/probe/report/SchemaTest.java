package probe.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import probe.result.RunDocument;

/** The schema in docs takes what is written, and refuses what is not. */
class SchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Path FILE =
      Path.of(System.getProperty("probe.basedir", "."), "docs", "results.schema.json");

  private static Schema schema() throws Exception {
    return REGISTRY.getSchema(Files.readString(FILE));
  }

  private static List<Error> errors(String document) throws Exception {
    return schema().validate(document, InputFormat.JSON);
  }

  @ParameterizedTest
  @MethodSource("probe.report.ResultsJsonTest#documents")
  void whatIsWrittenIsValid(RunDocument document) throws Exception {
    assertThat(errors(ResultsJson.text(document))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "/format# 3",
        "/$schema# \"other\"",
        "/certificate/holds# \"yes\"",
        "/certificate/tolerance# null",
        "/vocabulary/rank# 1.5",
        "/concepts/0/pairs_used# -1",
        "/analyses/1/verdict# \"perhaps\"",
        "/analyses/1/findings/0/estimates/0/value# \"high\"",
        "/analyses/1/figures/0/type# \"pie\"",
        "/analyses/1/figures/0/id# \"a b\"",
        "/analyses/1/figures/2/edges# [0]",
        "/analyses/1/figures/4/points# []",
        "/analyses/1/figures/4/points/0/value# \"high\"",
        "/analyses/1/figures/4/reference_label# null",
        "/analyses/1/tables/0/rows# [[{}]]",
        "/ledger/level# 2",
        "/times/certificate# -1"
      })
  void otherValuesAreNot(String pointer, String value) throws Exception {
    ObjectNode document = bare();
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = document.at(pointer.substring(0, slash));
    String key = pointer.substring(slash + 1);
    assertThat(parent.has(key)).isTrue();
    ((ObjectNode) parent).set(key, JSON.readTree(value));
    assertThat(errors(document.toString())).isNotEmpty();
  }

  @Test
  void everyFieldIsNeededAndNoOtherIsAllowed() throws Exception {
    ObjectNode whole = bare();
    everyObject(whole, whole);
  }

  /** Takes each field of each object away, and adds one. */
  private static void everyObject(ObjectNode whole, JsonNode node) throws Exception {
    if (node instanceof ArrayNode array) {
      for (JsonNode item : array) {
        everyObject(whole, item);
      }
    }
    if (!(node instanceof ObjectNode object)) {
      return;
    }
    object.put("unknown", 1);
    assertThat(errors(whole.toString())).as("one more field in " + object).isNotEmpty();
    object.remove("unknown");
    for (String name : object.properties().stream().map(e -> e.getKey()).toList()) {
      if (name.equals("$schema")) {
        continue;
      }
      JsonNode value = object.remove(name);
      assertThat(errors(whole.toString())).as("without " + name).isNotEmpty();
      object.set(name, value);
      if (!List.of("provenance", "model", "settings", "times").contains(name)) {
        everyObject(whole, value);
      }
    }
    assertThat(errors(whole.toString())).isEmpty();
  }

  @Test
  void theSchemaIsInTheJarUnderTheNameThatDocumentsGive() throws Exception {
    try (InputStream in = ResultsJson.class.getResourceAsStream("results.schema.json")) {
      JsonNode shipped = JSON.readTree(in);
      assertThat(shipped).isEqualTo(JSON.readTree(Files.readString(FILE)));
      assertThat(shipped.get("$id").asText()).isEqualTo(bare().get("$schema").asText());
    }
  }

  private static ObjectNode bare() throws Exception {
    RunDocument bare = SampleRun.bare();
    RunDocument small =
        SampleRun.document(
            SampleRun.hostile().concepts().subList(0, 1),
            List.of(
                bare.analyses().get(0),
                bare.analyses().get(1),
                SampleRun.hostile().analyses().getFirst()));
    return (ObjectNode) JSON.readTree(ResultsJson.text(small));
  }
}
