package probe.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.checkpoint.TestCheckpoint;
import probe.onnx.OnnxFile;

/** What {@code --model} takes, and the conversions that are kept. */
class ModelSourceTest {
  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();

  private final Watcher watcher =
      new Watcher() {
        @Override
        public synchronized void say(String line) {
          said.add(line);
        }

        @Override
        public Task begin(String task, long total) {
          return NONE.begin(task, total);
        }
      };

  private Path cache() {
    return folder.resolve("cache");
  }

  private Path find(Path source) {
    return ModelSource.of(source.toString(), Map.of("PROBE_CACHE", cache().toString()), watcher)
        .file();
  }

  private void refused(Path source, String... parts) {
    Throwable thrown = catchThrowable(() -> find(source));
    assertThat(thrown).isInstanceOf(ProbeException.class);
    assertThat(thrown.getMessage()).contains(parts).doesNotContain("\n");
  }

  private long conversions() {
    return said.stream().filter(line -> line.startsWith("converting ")).count();
  }

  private Path checkpoint() throws IOException {
    return TestCheckpoint.llama().write(folder.resolve("source"));
  }

  @Test
  void aFolderIsItsOneModel() throws IOException {
    Path some = Files.createDirectories(folder.resolve("some"));
    refused(some, "has no model", ModelSource.FORMS);
    Path first = Files.write(some.resolve("a.onnx"), new byte[1]);
    assertThat(find(some)).isEqualTo(first);
    assertThat(find(first)).isEqualTo(first);
    Files.write(some.resolve("b.onnx"), new byte[1]);
    refused(some, "has 2 models: a.onnx, b.onnx; name one of them");
    Path model = Files.write(some.resolve("model.onnx"), new byte[1]);
    assertThat(find(some)).isEqualTo(model);
    assertThat(cache()).doesNotExist();
  }

  @Test
  void exportsBesideWeightsComeAfterThem() throws IOException {
    Path source = checkpoint();
    Files.createDirectories(source.resolve("onnx"));
    Files.write(source.resolve("onnx/model.onnx"), new byte[1]);
    assertThat(find(source)).startsWith(cache());
    Files.delete(source.resolve("model.safetensors"));
    assertThat(find(source)).isEqualTo(source.resolve("onnx/model.onnx"));
  }

  @Test
  void whatIsNoneOfTheFormsIsToldThem() throws IOException {
    refused(Path.of("absent", "model"), "no file or folder absent/model", "hf:absent/model");
    refused(folder.resolve("absent"), ModelSource.FORMS);
    refused(checkpoint().resolve("model.safetensors"), "name the folder that has both");
    Path two = Files.createDirectories(folder.resolve("two"));
    Files.writeString(two.resolve("a.gguf"), "GGUF");
    Files.writeString(two.resolve("b.gguf"), "GGUF");
    refused(two, "has 2 GGUF files: a.gguf, b.gguf");
  }

  @Test
  void aCheckpointIsConvertedOnce() throws IOException {
    Path source = checkpoint();
    Path model = find(source);
    assertThat(model).startsWith(cache()).hasFileName("model.onnx");
    assertThat(OnnxFile.open(model).weightFiles()).hasSize(1);
    assertThat(model.resolveSibling("config.json")).exists();
    assertThat(
            new ObjectMapper()
                .readTree(model.resolveSibling("manifest.json").toFile())
                .get("source")
                .asText())
        .isEqualTo(source.toString());
    assertThat(find(source)).isEqualTo(model);
    // the same bytes elsewhere are the same model
    Path copy = Files.createDirectories(folder.resolve("copy"));
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(source.resolve(name), copy.resolve(name));
    }
    assertThat(find(copy)).isEqualTo(model);
    assertThat(conversions()).isOne();
  }

  @Test
  void theSecondRunReadsNoWeights() throws IOException {
    Path source = checkpoint();
    Path weights = source.resolve("model.safetensors");
    Path model = find(source);
    FileTime time = Files.getLastModifiedTime(weights);
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    // in place, with the time set back: only reading it could tell
    Files.write(weights, bytes);
    Files.setLastModifiedTime(weights, time);
    assertThat(find(source)).isEqualTo(model);
    Files.setLastModifiedTime(weights, FileTime.fromMillis(time.toMillis() + 1000));
    assertThat(find(source)).isNotEqualTo(model);
  }

  @Test
  void anotherFileOfTheSameSizeAndTimeIsAnotherModel() throws IOException {
    Path source = checkpoint();
    Path weights = source.resolve("model.safetensors");
    Assumptions.assumeTrue(
        Files.readAttributes(weights, java.nio.file.attribute.BasicFileAttributes.class).fileKey()
            != null,
        "this file system numbers no files");
    Path model = find(source);
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Path other = Files.write(folder.resolve("other"), bytes);
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(weights));
    Files.move(other, weights, StandardCopyOption.REPLACE_EXISTING);
    assertThat(find(source)).isNotEqualTo(model);
  }

  @Test
  void aTokenizerThatChangesMakesAnotherModel() throws IOException {
    Path source = checkpoint();
    Path model = find(source);
    Files.writeString(source.resolve("generation_config.json"), "{}");
    assertThat(find(source)).isNotEqualTo(model);
  }

  @Test
  void whatCannotBeConvertedLeavesNothing() throws IOException {
    TestCheckpoint broken = TestCheckpoint.llama();
    broken.tensors().remove("model.norm.weight");
    refused(broken.write(folder.resolve("source")), "model.norm.weight");
    assertThat(left()).isEmpty();
    assertThat(new ModelCache(cache()).entries()).isEmpty();
  }

  private List<String> left() throws IOException {
    try (var all = Files.list(cache().resolve("models"))) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.endsWith(".lock"))
          .toList();
    }
  }

  @Test
  void threadsThatAskAtOnceGetOneModel() throws Exception {
    Path source = checkpoint();
    Set<Path> found = new TreeSet<>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Path>> tasks = java.util.Collections.nCopies(4, () -> find(source));
      for (var future : threads.invokeAll(tasks)) {
        found.add(future.get());
      }
    }
    assertThat(found).hasSize(1);
    assertThat(conversions()).isOne();
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    Path models = Files.createDirectories(cache().resolve("models"));
    Path dead = Files.createDirectories(models.resolve(".unfinished-dead"));
    Files.write(dead.resolve("model.onnx"), new byte[5]);
    Path model = find(checkpoint());
    assertThat(dead).doesNotExist();
    assertThat(left()).hasSize(1);
    // a model that somebody emptied is made again
    Files.delete(model);
    assertThat(find(checkpoint())).isEqualTo(model).exists();
  }

  @Test
  void whatIsBeingWrittenIsLeftAlone() throws IOException {
    Path models = Files.createDirectories(cache().resolve("models"));
    Path alive = Files.createDirectories(models.resolve(".unfinished-alive"));
    try (FileChannel channel =
            FileChannel.open(
                models.resolve(".alive.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      find(checkpoint());
      assertThat(lock.isValid()).isTrue();
      assertThat(alive).exists();
    }
  }

  @Test
  void aCacheThatCannotBeWrittenIsSaidAndOneThatCanBeReadWorks() throws IOException {
    Path source = checkpoint();
    Files.writeString(folder.resolve("file"), "");
    Throwable thrown =
        catchThrowable(
            () ->
                ModelSource.of(
                    source.toString(),
                    Map.of("PROBE_CACHE", folder.resolve("file/cache").toString()),
                    watcher));
    assertThat(thrown).isInstanceOf(ProbeException.class).hasMessageContaining("set PROBE_CACHE");
    Path model = find(source);
    Path stamps = cache().resolve("stamps");
    try (var all = Files.list(stamps)) {
      for (Path stamp : all.toList()) {
        Files.delete(stamp);
      }
    }
    Files.delete(stamps);
    Files.writeString(stamps, ""); // in the way: nothing can be noted
    assertThat(find(source)).isEqualTo(model);
  }

  @Test
  void modelsAreListedTheLastUsedFirstAndRemoved() throws IOException {
    Path first = find(checkpoint());
    Path second = find(TestCheckpoint.gpt2().write(folder.resolve("second")));
    Files.setLastModifiedTime(second.resolveSibling("source.json"), FileTime.fromMillis(1_000_000));
    ModelCache cache = new ModelCache(cache());
    assertThat(cache.entries())
        .extracting(ModelCache.Entry::folder)
        .containsExactly(first.getParent(), second.getParent());
    assertThat(cache.entries().getFirst().source()).endsWith("source");
    assertThat(cache.entries().getFirst().bytes()).isGreaterThan(Files.size(first));
    cache.remove(cache.entries().getFirst());
    assertThat(Objects.requireNonNull(first.getParent())).doesNotExist();
    assertThat(find(checkpoint())).isEqualTo(first);
  }

  @Test
  void theCacheIsWhereTheSystemHasSuchThings() {
    assertThat(CacheFolder.of(Map.of("PROBE_CACHE", "/own", "XDG_CACHE_HOME", "/x")))
        .isEqualTo(Path.of("/own"));
    Assumptions.assumeTrue(System.getProperty("os.name").startsWith("Linux"), "Linux's folders");
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/x"))).isEqualTo(Path.of("/x/probe"));
    assertThat(CacheFolder.of(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "probe"));
  }
}
