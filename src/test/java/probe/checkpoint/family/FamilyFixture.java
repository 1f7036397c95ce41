package probe.checkpoint.family;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import probe.checkpoint.Checkpoint;
import probe.tensor.DType;
import probe.tensor.Safetensors;

/**
 * A tiny random model of a family, made by {@code src/test/python/families.py}: its checkpoint, and
 * what transformers computes with it in float64.
 */
public record FamilyFixture(Path folder) {

  /** Every fixture there is. */
  public static Stream<FamilyFixture> all() throws IOException {
    try (Stream<Path> folders = Files.list(folder("families"))) {
      return folders.sorted().map(FamilyFixture::new).toList().stream();
    }
  }

  /** ONNX files that PyTorch's exporters made of some of them. */
  public static Stream<Path> exports() throws IOException {
    try (Stream<Path> files = Files.walk(folder("exports"))) {
      return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList().stream();
    }
  }

  /** The model that {@code export} was made of. */
  public static FamilyFixture of(Path export) {
    return new FamilyFixture(
        folder("families").resolve(Objects.requireNonNull(export.getParent()).getFileName()));
  }

  private static Path folder(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(FamilyFixture.class.getResource("/probe/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The fixture's token ids [tokens]. */
  public int[] ids() throws IOException {
    return new ObjectMapper().readValue(folder.resolve("ids.json").toFile(), int[].class);
  }

  /** {@code hidden.<l>} [tokens, d] and {@code logits} [tokens, V]. */
  public Safetensors reference() {
    return Safetensors.open(folder.resolve("reference.safetensors"));
  }

  /** The weights, as transformers names them. */
  public Safetensors weights() {
    return Safetensors.open(folder.resolve("model.safetensors"));
  }

  /** The same weights as a GGUF file, where one can say all that its config does. */
  public Path gguf() {
    return folder.resolve("model.gguf");
  }

  /** Imports {@code source} into {@code target}, with its configuration; returns model.onnx. */
  public static Path imported(Path source, Path target) throws IOException {
    Checkpoint checkpoint = Checkpoint.open(source);
    Path file = Files.createDirectories(target).resolve("model.onnx");
    checkpoint.graph(DType.F32).write(file, checkpoint);
    Files.writeString(target.resolve("config.json"), checkpoint.config().toString());
    return file;
  }

  @Override
  public String toString() {
    return String.valueOf(folder.getFileName());
  }
}
