package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;
import probe.checkpoint.TestCheckpoint;

/** {@code --model SOURCE} and {@code probe cache}, as a user types them. */
class SourcesIT {
  @TempDir private Path folder;

  private Launcher.Outcome probe(String... arguments) throws IOException, InterruptedException {
    return Launcher.run(
        Map.of(
            "PROBE_CACHE", folder.resolve("cache").toString(),
            "HF_HUB_CACHE", folder.resolve("hub").toString()),
        List.of(arguments));
  }

  private JsonNode json(String... arguments) throws IOException, InterruptedException {
    Launcher.Outcome outcome = probe(arguments);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(outcome.out());
  }

  @Test
  void aHuggingFaceFolderIsConvertedOnceListedAndRemoved() throws Exception {
    Path shared = SharedModels.require("stories260k");
    Path copy = Files.createDirectories(folder.resolve("copy"));
    for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      Files.copy(shared.resolve(name), copy.resolve(name)); // and not the exports beside them
    }
    String source = copy.toString();
    Launcher.Outcome first = probe("inspect", "--json", "--model", source);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.err()).contains("converting " + source);
    Launcher.Outcome second = probe("inspect", "--json", "--model", source);
    assertThat(second.err()).doesNotContain("converting");
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(new ObjectMapper().readTree(first.out()).get("blocks").asInt()).isEqualTo(5);

    JsonNode listed = json("cache", "--json");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).get("source").asText()).isEqualTo(source);
    String key = listed.get(0).get("key").asText();
    assertThat(probe("cache").out()).contains(key.substring(0, 12), source, "1 models");
    assertThat(probe("cache", "remove", "x").code()).isEqualTo(4);
    assertThat(probe("cache", "remove", key.substring(0, 8)).code()).isZero();
    assertThat(json("cache", "--json")).isEmpty();
  }

  @Test
  void resultsNameTheSource() throws Exception {
    Path source = TestCheckpoint.llama().write(folder.resolve("source"));
    Path ids = Files.writeString(folder.resolve("ids.jsonl"), "[1, 2, 3]\n");
    Path out = folder.resolve("out");
    Launcher.Outcome outcome =
        probe(
            "extract",
            "--model",
            source.toString(),
            "--ids",
            ids.toString(),
            "--out",
            out.toString());
    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonNode manifest = new ObjectMapper().readTree(out.resolve("manifest.json").toFile());
    assertThat(manifest.get("model").asText()).isEqualTo(source.toString());
    assertThat(manifest.get("model_sha256").asText()).hasSize(64);
  }

  @Test
  void processesThatAskAtOnceAllGetTheModel() throws Exception {
    String source = TestCheckpoint.llama().write(folder.resolve("source")).toString();
    List<CompletableFuture<Launcher.Outcome>> all = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      all.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return probe("inspect", "--json", "--model", source);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (CompletableFuture<Launcher.Outcome> one : all) {
      assertThat(one.get().code()).as(one.get().err()).isZero();
      assertThat(one.get().out()).isEqualTo(all.getFirst().get().out());
    }
    assertThat(all.stream().filter(one -> one.join().err().contains("converting"))).hasSize(1);
  }

  @Test
  void whatCannotBeHadIsOneLine() throws Exception {
    refused(3, "hf:org/name is not in the cache", "hf:org/name");
    refused(4, "hf:../x is no name on the hub", "hf:../x");
    refused(3, "for the hub's: hf:org/name", "org/name");
    refused(3, "a model is an .onnx file, a folder with one", folder.toString());
  }

  private void refused(int code, String message, String source)
      throws IOException, InterruptedException {
    Launcher.Outcome outcome = probe("inspect", "--model", source);
    assertThat(outcome.err()).startsWith("probe: error: ").contains(message).hasLineCount(1);
    assertThat(outcome.code()).isEqualTo(code);
  }
}
