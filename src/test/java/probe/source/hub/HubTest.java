package probe.source.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.Sha256;
import probe.source.Watcher;

/** Models from a hub on this machine: whole files with the right bytes, or one line. */
class HubTest {
  private static final String TOKEN = "hf_secret";
  private static final byte[] WEIGHTS = new byte[300_000];

  static {
    new Random(1).nextBytes(WEIGHTS);
  }

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Long> waits = new ArrayList<>();
  private HubServer server;

  @BeforeEach
  void start() throws IOException {
    server = new HubServer();
    server.put("config.json", "{}").put("model.safetensors", WEIGHTS).put("tokenizer.json", "{ }");
    server.put("README.md", "no").put("pytorch_model.bin", "no").put("merges.txt", "");
    environment.put("HF_ENDPOINT", server.endpoint());
    environment.put("HF_HUB_CACHE", cache().toString());
    environment.put("HF_HOME", folder.toString());
    environment.put("HF_TOKEN", TOKEN);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path cache() {
    return folder.resolve("hub");
  }

  private Path repository() {
    return cache().resolve("models--org--name");
  }

  private Path fetch(String name) {
    return new Hub(environment, Watcher.NONE, waits::add).fetch(name);
  }

  private void refused(String name, String... parts) {
    Throwable thrown = catchThrowable(() -> fetch(name));
    assertThat(thrown).isInstanceOf(ProbeException.class);
    assertThat(thrown.getMessage()).contains(parts).doesNotContain("\n").doesNotContain(TOKEN);
  }

  private Path weights() {
    return repository().resolve("blobs").resolve(Sha256.of(WEIGHTS));
  }

  private Path unfinished() {
    return weights().resolveSibling(Sha256.of(WEIGHTS) + ".incomplete");
  }

  @Test
  void whatIsNeededIsFetchedOnceInTheLayoutThatOthersRead() throws IOException {
    Path snapshot = fetch("org/name");

    assertThat(snapshot).isEqualTo(repository().resolve("snapshots").resolve(HubServer.COMMIT));
    try (var files = Files.list(snapshot)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "config.json", "model.safetensors", "tokenizer.json", "merges.txt");
    }
    assertThat(Files.readAllBytes(snapshot.resolve("model.safetensors"))).isEqualTo(WEIGHTS);
    assertThat(snapshot.resolve("merges.txt")).isEmptyFile();
    assertThat(Files.readSymbolicLink(snapshot.resolve("model.safetensors")))
        .isEqualTo(Path.of("../../blobs").resolve(Sha256.of(WEIGHTS)));
    assertThat(repository().resolve("refs/main")).hasContent(HubServer.COMMIT);
    assertThat(repository().resolve(".no_exist").resolve(HubServer.COMMIT).resolve("vocab.json"))
        .exists();

    server.asked.clear();
    assertThat(fetch("org/name")).isEqualTo(snapshot);
    assertThat(fetch("org/name@" + HubServer.COMMIT)).isEqualTo(snapshot);
    assertThat(server.asked).isEmpty();
  }

  @Test
  void theTokenGoesToTheHubAlone() {
    fetch("org/name");

    assertThat(server.of("hub")).isNotEmpty().allMatch(a -> a.token().equals("Bearer " + TOKEN));
    assertThat(server.of("store")).hasSize(1).allMatch(asked -> asked.token().isEmpty());
  }

  @Test
  void aRenamedRepositoryIsFollowed() {
    assertThat(fetch("old/name").resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
  }

  @Test
  void aCutIsGoneOnFrom() {
    server.cuts.addAll(List.of(100_000, 100_000));

    assertThat(fetch("org/name").resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    List<String> ranges = server.of("store").stream().map(HubServer.Asked::range).toList();
    assertThat(ranges).hasSize(3).startsWith("");
    assertThat(ranges.subList(1, 3)).allMatch(range -> range.matches("bytes=[1-9]\\d*-"));
  }

  @Test
  void whatAnEarlierRunLeftIsGoneOnFrom() throws IOException {
    Files.createDirectories(unfinished().getParent());
    Files.write(unfinished(), Arrays.copyOf(WEIGHTS, 123_456));

    assertThat(fetch("org/name").resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    assertThat(server.of("store").getFirst().range()).isEqualTo("bytes=123456-");
    assertThat(unfinished()).doesNotExist();
  }

  @Test
  void aServerWithoutRangesSendsAllAgain() throws IOException {
    Files.createDirectories(unfinished().getParent());
    Files.write(unfinished(), new byte[1000]);
    server.ignoresRanges = true;

    assertThat(fetch("org/name").resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
  }

  @Test
  void manyCutsInOnePlaceEndAndWhatCameIsKept() throws IOException {
    server.cuts.addAll(List.of(1000, 0, 0, 0, 0, 0, 0, 0));

    refused("org/name", "model.safetensors was cut off after 1,000 of 300,000 bytes", "goes on");
    assertThat(Files.size(unfinished())).isEqualTo(1000);
    assertThat(repository().resolve("refs/main")).doesNotExist();
  }

  @Test
  void wrongBytesAreRemoved() {
    server.corrupt = true;

    refused("org/name", "model.safetensors arrived with other bytes", "try again");
    assertThat(weights()).doesNotExist();
    assertThat(unfinished()).doesNotExist();
    server.corrupt = false;
    assertThat(fetch("org/name").resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
  }

  @Test
  void whatTheHubRefusesIsSaid() {
    server.statuses.add(401);
    refused("org/name", "hf:org/name is not there, or not for the token", "HF_TOKEN", "401");
    server.errorCode = "GatedRepo";
    server.statuses.add(403);
    refused("org/name", "is gated", "HF_TOKEN");
    server.errorCode = "RevisionNotFound";
    server.statuses.add(404);
    refused("org/name@nowhere", "hf:org/name@nowhere has no such revision");
    server.errorCode = "RepoNotFound";
    server.statuses.add(404);
    refused("org/name", "is not on the hub; check the name");
    assertThat(waits).isEmpty();
    assertThat(repository().resolve("refs")).doesNotExist();
  }

  @Test
  void aBusyHubIsAskedAgainWhenItSays() {
    server.retryAfter = "7";
    server.statuses.addAll(List.of(429, 503));
    fetch("org/name");
    assertThat(waits).containsExactly(7L, 7L);

    server.retryAfter = "3600";
    server.statuses.add(429);
    refused("org/name@other", "was asked for too often", "429");
    server.retryAfter = "";
    server.statuses.addAll(List.of(500, 500, 500, 500));
    refused("org/name@other", "try again later", "500");
  }

  @Test
  void withoutANetworkTheCacheIsNamed() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("HF_ENDPOINT", "http://127.0.0.1:" + socket.getLocalPort());
    }
    refused("org/name", "cannot be reached for hf:org/name", repository().toString());
  }

  @Test
  void offlineNothingIsAsked() {
    environment.put("HF_HUB_OFFLINE", "1");
    refused("org/name", "hf:org/name is not in the cache", "HF_HUB_OFFLINE");
    environment.remove("HF_HUB_OFFLINE");
    Path snapshot = fetch("org/name");
    server.asked.clear();
    environment.put("TRANSFORMERS_OFFLINE", "yes");
    assertThat(fetch("org/name")).isEqualTo(snapshot);
    refused("org/name@other", "is not in the cache");
    assertThat(server.asked).isEmpty();
  }

  /** As Python's library leaves a cache: links to blobs, the branch in refs, no newline. */
  private Path snapshotOfOthers(String... files) throws IOException {
    Path snapshot = Files.createDirectories(repository().resolve("snapshots/" + "ab".repeat(20)));
    Files.createDirectories(repository().resolve("blobs"));
    for (String file : files) {
      String hash = HubServer.gitHash(file.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      Files.writeString(repository().resolve("blobs").resolve(hash), file);
      Files.createSymbolicLink(snapshot.resolve(file), Path.of("../../blobs", hash));
    }
    return snapshot;
  }

  @Test
  void aCacheOfOthersIsReadByBranchAndCommit() throws IOException {
    Path snapshot =
        snapshotOfOthers(
            "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");
    assertThat(fetch("org/name@" + "ab".repeat(20))).isEqualTo(snapshot);
    Files.createDirectories(repository().resolve("refs"));
    Files.writeString(repository().resolve("refs/main"), "ab".repeat(20));
    assertThat(fetch("org/name")).isEqualTo(snapshot);
    assertThat(server.asked).isEmpty();
  }

  @Test
  void weightsThatOthersFetchedWithoutTheTokenizerAreCompleted() throws IOException {
    Path snapshot = snapshotOfOthers("config.json", "model.safetensors");
    Files.createDirectories(repository().resolve("refs"));
    Files.writeString(repository().resolve("refs/main"), "ab".repeat(20));
    environment.put("HF_HUB_OFFLINE", "1");
    assertThat(fetch("org/name")).isEqualTo(snapshot);
    environment.remove("HF_HUB_OFFLINE");
    assertThat(fetch("org/name").resolve("tokenizer.json")).exists();
  }

  @Test
  void ofSeveralGgufFilesOneIsNamed() throws IOException {
    try (HubServer ggufs = new HubServer()) {
      environment.put("HF_ENDPOINT", ggufs.endpoint());
      ggufs.put("m-Q4_0.gguf", "four").put("m-Q8_0.gguf", "eight").put("config.json", "{}");
      refused("org/name", "has 2 GGUF files: m-Q4_0.gguf, m-Q8_0.gguf", "hf:org/name/FILE.gguf");
      assertThat(fetch("org/name/m-Q8_0.gguf")).hasContent("eight");
      assertThat(fetch("org/name@main/m-Q4_0.gguf")).hasContent("four");
      refused("org/name/m-Q2_K.gguf", "there is no file m-Q2_K.gguf", "m-Q4_0.gguf");
    }
  }

  @Test
  void namesThatLeadOutOfTheCacheAreRefused() throws IOException {
    try (HubServer evil = new HubServer()) {
      environment.put("HF_ENDPOINT", evil.endpoint());
      evil.put("../../evil-00001-of-00001.safetensors", "x").put("config.json", "{}");
      evil.put("a/../../../x.gguf", "x");
      refused("org/name", "answered the file name 'a/../../../x.gguf'");
    }
    environment.put("HF_ENDPOINT", server.endpoint());
    server.location = "file:///etc/passwd";
    refused("org/name", "redirects to 'file:///etc/passwd'");
  }

  @Test
  void onlyPickledWeightsAreRefused() throws IOException {
    try (HubServer old = new HubServer()) {
      environment.put("HF_ENDPOINT", old.endpoint());
      old.put("pytorch_model.bin", "x").put("config.json", "{}");
      refused("org/name", "has no safetensors", "pytorch_model.bin is not read");
    }
  }
}
