package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;
import probe.SmallModel;
import probe.report.ResultsJson;

/** {@code probe run} on the reference models, and on small ones made for it. */
class RunIT {
  @TempDir private Path folder;

  @Test
  void aRealModelIsCertifiedAndReported() throws Exception {
    Path model = SharedModels.require("stories260k").resolve("model.onnx");
    JsonNode results = Results.run(folder.resolve("out"), model);
    JsonNode certificate = results.get("certificate");
    assertThat(certificate.get("holds").asBoolean()).isTrue();
    assertThat(certificate.get("lambda_gamma_difference").asDouble()).isLessThan(1e-5);
    assertThat(certificate.get("batched_difference").asDouble()).isLessThan(1e-5);
    assertThat(certificate.get("same_top_token")).isEqualTo(certificate.get("contexts"));
    assertThat(certificate.get("bos").get(0).asText()).isEqualTo("<s>");
    assertThat(certificate.get("word_prefix").asText()).isEqualTo("▁");
    assertThat(Results.names(folder.resolve("out")))
        .containsExactly("report.html", "report.md", "results.json");
    assertThat(Results.texts(results.get("analyses"), "kind"))
        .filteredOn(kind -> !kind.equals("compare"))
        .containsExactlyInAnyOrderElementsOf(Results.KINDS);
    // 512 tokens are too few for any concept, and each is named with the reason
    assertThat(results.get("concepts")).hasSize(27);
    for (JsonNode concept : results.get("concepts")) {
      assertThat(concept.get("tested").asBoolean()).isFalse();
      for (String product : List.of("euclidean", "causal")) {
        JsonNode finding =
            Results.finding(
                results, "linearity/%s/%s".formatted(concept.get("name").asText(), product));
        assertThat(finding.get("verdict").asText()).isEqualTo("cannot_tell");
        assertThat(finding.get("tests")).isEmpty();
        assertThat(finding.get("why").asText())
            .isEqualTo(
                "%d of %d word pairs are single tokens; the test needs 4 that share no words"
                    .formatted(
                        concept.get("pairs_used").asInt(), concept.get("pairs_listed").asInt()));
      }
    }
    // states need no single tokens
    JsonNode classify = Results.analysis(results, "classify").get("findings");
    assertThat(classify.size()).isGreaterThan(40);
    assertThat(Results.texts(classify, "verdict")).contains("supported");
    for (JsonNode finding : classify) {
      assertThat(finding.get("estimates").get(0).get("name").asText()).isEqualTo("AUC");
    }
    String page = Files.readString(folder.resolve("out/report.md"));
    assertThat(page).contains("| Parity certificate | **holds** |", "0 of 27 testable");
    assertThat(Files.readString(folder.resolve("out/report.html"))).endsWith("</html>\n");
    assertThat(ResultsJson.read(folder.resolve("out/results.json")).ledger().tests())
        .isEqualTo(results.get("ledger").get("entries").size());
  }

  /** Probes alone are put to the concepts that ship. */
  @Test
  void randomWeightsHaveNoConceptDirections() throws Exception {
    Path model = SharedModels.require("gpt2-random").resolve("model.onnx");
    Path probes = Files.createDirectory(folder.resolve("probes"));
    Results.probe(probes, "linearity", "bootstrap: 200");
    Results.probe(probes, "orthogonality", "products: [euclidean, causal]");
    Results.probe(probes, "hierarchy", "published-draws: 2");
    Results.probe(
        probes, "intervention", "products: [euclidean]\ncontexts: 1\nalphas: [1]\nbootstrap: 200");
    JsonNode results = Results.run(folder.resolve("out"), model, "--probes", probes.toString());
    assertThat(results.get("certificate").get("word_prefix").asText()).isEqualTo("Ġ");
    assertThat(results.get("concepts")).hasSize(27);
    for (JsonNode concept : results.get("concepts")) {
      assertThat(concept.get("pairs_used").asInt() + concept.get("dropped").size())
          .isEqualTo(concept.get("pairs_listed").asInt());
      assertThat(concept.get("pairs")).hasSize(concept.get("pairs_used").asInt());
    }
    assertThat(results.get("analyses")).hasSize(5); // four probes, and predictions beside them
    for (JsonNode analysis : results.get("analyses")) {
      assertThat(analysis.get("verdict").asText()).isNotEqualTo("supported");
      assertThat(Results.texts(analysis.get("findings"), "verdict"))
          .as(analysis.get("probe").asText())
          .doesNotContain("supported");
    }
    // tests of equivalence ask whether something is there, and have no business here
    List<JsonNode> entries =
        StreamSupport.stream(results.get("ledger").get("entries").spliterator(), false)
            .filter(e -> !e.get("test").asText().equals("equivalence"))
            .toList();
    assertThat(entries).hasSizeGreaterThan(1000);
    long rejected = entries.stream().filter(e -> e.get("p").asDouble() <= 0.05).count();
    // many tests share words; were they worth 300 independent ones, this would be 2.4 deviations
    assertThat((double) rejected / entries.size()).isBetween(0.02, 0.08);
    JsonNode ledger = results.get("ledger");
    assertThat(ledger.get("expected").asDouble())
        .isEqualTo(0.05 * ledger.get("tests").asInt(), within(1e-9));
  }

  /** Concepts alone are put to every probe that ships. */
  @Test
  void aSingularCovarianceIsToldAndARidgeHelps() throws Exception {
    List<String> pairs =
        IntStream.range(0, 8).boxed().flatMap(i -> List.of("w" + i, "v" + i).stream()).toList();
    Path model =
        SmallModel.write(
            folder.resolve("model"),
            SmallModel.words(pairs, SmallModel.fillers(20)),
            64,
            32,
            false,
            3);
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < pairs.size(); i += 2) {
      words.append(pairs.get(i)).append('\t').append(pairs.get(i + 1)).append('\n');
    }
    Path concepts = Files.writeString(folder.resolve("letters.tsv"), words);
    JsonNode refused = Results.run(folder.resolve("plain"), model, "--probes", concepts.toString());
    assertThat(Results.texts(refused.get("analyses"), "kind"))
        .filteredOn(kind -> !kind.equals("compare"))
        .containsExactlyInAnyOrderElementsOf(Results.KINDS);
    assertThat(Results.texts(refused.get("concepts"), "name")).containsExactly("letters");
    assertThat(refused.get("vocabulary").get("causal").asBoolean()).isFalse();
    assertThat(refused.get("vocabulary").get("rank").asInt()).isEqualTo(35);
    JsonNode linearity = Results.analysis(refused, "linearity");
    assertThat(Results.texts(linearity.get("findings"), "id"))
        .containsExactly("linearity/letters/euclidean");
    assertThat(linearity.get("notes").toString())
        .contains(
            "No causal product: the covariance of 36 declared rows has rank 35 of 64",
            "pass --ridge, such as 0.01");
    // there is no other product for it to try
    assertThat(Results.analysis(refused, "intervention").get("verdict").asText())
        .isEqualTo("cannot_tell");
    assertThat(Results.analysis(refused, "intervention").get("findings")).isEmpty();

    JsonNode helped =
        Results.run(
            folder.resolve("ridge"), model, "--probes", concepts.toString(), "--ridge", "0.01");
    assertThat(helped.get("vocabulary").get("causal").asBoolean()).isTrue();
    assertThat(helped.get("vocabulary").get("ridge").asDouble()).isEqualTo(0.01);
    assertThat(helped.get("provenance").get("command").asText()).endsWith("--ridge 0.01");
    assertThat(Results.finding(helped, "linearity/letters/causal").get("tests")).isNotEmpty();
    assertThat(Results.finding(helped, "linearity/letters/euclidean"))
        .isEqualTo(Results.finding(refused, "linearity/letters/euclidean"));
    assertThat(Results.analysis(helped, "linearity").get("notes").toString())
        .doesNotContain("No causal product");
  }

  @Test
  void namesAndPairsThatAreUnusual() throws Exception {
    // a chain of words, and names that are no identifiers
    List<String> numbers = List.of("one", "two", "three", "four", "five", "six", "seven", "eight");
    Path model =
        SmallModel.write(
            folder.resolve("model"),
            SmallModel.words(numbers, SmallModel.fillers(60)),
            8,
            3,
            false,
            3);
    StringBuilder chain = new StringBuilder();
    for (int i = 1; i < numbers.size(); i++) {
      chain.append(numbers.get(i - 1)).append('\t').append(numbers.get(i)).append('\n');
    }
    Path concepts = Files.writeString(folder.resolve("größer_als.tsv"), chain);
    JsonNode results = Results.run(folder.resolve("out"), model, "--probes", concepts.toString());
    JsonNode finding = Results.finding(results, "linearity/größer_als/euclidean");
    assertThat(finding.get("tests")).hasSize(2);
    assertThat(finding.get("verdict").asText()).isEqualTo("cannot_tell");
    assertThat(finding.get("estimates").get(0).get("low").isNull()).isTrue();
    assertThat(finding.get("estimates").get(0).get("level").isNull()).isTrue();
  }

  @Test
  void aPlanIsPrintedAndNothingIsWritten() throws Exception {
    Path model = SharedModels.require("gpt2-random").resolve("model.onnx");
    Path out = folder.resolve("out");
    Path vectors = folder.resolve("vectors");
    Launcher.Outcome outcome =
        Launcher.run(
            "run",
            "--model",
            model.toString(),
            "--dry-run",
            "--out",
            out.toString(),
            "--vectors",
            vectors.toString());
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("contexts ", "tokens ", "batches ", "bytes written", "peak memory");
    for (String kind : Results.KINDS) {
      assertThat(outcome.out()).contains("  probe " + kind + "\n");
    }
    assertThat(outcome.out()).containsPattern("male-female +\\d+ of +\\d+ pairs");
    assertThat(Results.names(folder)).isEmpty();
  }
}
