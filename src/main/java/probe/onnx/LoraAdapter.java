package probe.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.OutputFolder;
import probe.Sha256;

/**
 * Changes of a model that are kept beside it: low-rank ones, weights replaced as a whole, and rows
 * of tokens.
 *
 * @param rank r of most changes
 * @param alpha changes are multiplied with alpha / rank
 */
public record LoraAdapter(
    int rank,
    double alpha,
    List<LoraDelta> deltas,
    List<FullWeight> full,
    List<TokenRows> rows,
    Origin origin) {

  /** Changes without rows of tokens. */
  public LoraAdapter(
      int rank, double alpha, List<LoraDelta> deltas, List<FullWeight> full, Origin origin) {
    this(rank, alpha, deltas, full, List.of(), origin);
  }

  /**
   * Where an adapter comes from.
   *
   * @param model the base model as the user named it
   * @param modelSha256 hash of the base's files ({@link OnnxFile#sha256}), or null where it is not
   *     known
   * @param seed the seed that it was trained with, or null
   * @param versions versions of the programs that made it
   */
  public record Origin(
      String model,
      @Nullable String modelSha256,
      String command,
      @Nullable Long seed,
      Map<String, String> versions) {}

  /** What changes are multiplied with. */
  public double scale() {
    return alpha / rank;
  }

  /**
   * Reads an adapter of this program, or one of PEFT.
   *
   * @throws probe.ProbeException if {@code folder} holds none, or one that cannot be applied
   */
  public static LoraAdapter read(Path folder) {
    return AdapterReader.read(folder);
  }

  /** Hash of the two files of the adapter in {@code folder}. */
  public static String sha256(Path folder) {
    AdapterNames.Pair files = AdapterNames.in(folder);
    return Sha256.of(List.of(files.config(), files.tensors()));
  }

  /**
   * Writes adapter.safetensors and adapter.json into {@code folder}, which exists.
   *
   * @throws probe.ProbeException if they cannot be written
   */
  public void write(Path folder) {
    try {
      AdapterWriter.write(this, folder);
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + folder, e);
    }
  }
}
