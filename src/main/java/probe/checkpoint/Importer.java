package probe.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import probe.JsonFile;
import probe.OutputFolder;
import probe.Provenance;
import probe.Sha256;
import probe.onnx.write.GraphWriter;
import probe.onnx.write.StoredWeight;
import probe.tensor.DType;

/** Turns a checkpoint into a folder with a model.onnx: the recipe, and its manifest. */
public final class Importer {
  // graph, tokenizer and manifest, beside the weights
  private static final long ROOM = 50_000_000;

  private final Checkpoint checkpoint;
  private final DType type;
  private final GraphWriter graph;

  /**
   * Prepares to import {@code checkpoint}.
   *
   * @param type how weights are stored, F32 or F16
   */
  public Importer(Checkpoint checkpoint, DType type) {
    this.checkpoint = checkpoint;
    this.type = type;
    this.graph = checkpoint.graph(type);
  }

  /** Bytes that the weights will take. */
  public long weightBytes() {
    return graph.weightBytes();
  }

  /** Number of weights. */
  public long weights() {
    return weightBytes() / type.bytes();
  }

  /**
   * Writes model.onnx, what lies beside it, and manifest.json.
   *
   * @param source what the user named
   * @param command for the record
   * @param progress told the number of bytes of each block of weights
   * @return what a reader should know
   * @throws probe.ProbeException if a weight cannot be written, or there is no room
   */
  public List<String> write(
      OutputFolder folder, String source, String command, LongConsumer progress)
      throws IOException {
    folder.requireSpace(weightBytes() + ROOM);
    List<StoredWeight> stored = graph.write(folder.file("model.onnx"), checkpoint, progress);
    List<String> notes = new ArrayList<>(checkpoint.notes());
    notes.addAll(checkpoint.writeCompanions(folder));
    JsonFile.write(folder.file("manifest.json"), manifest(source, command, stored, notes));
    return notes;
  }

  private Map<String, Object> manifest(
      String source, String command, List<StoredWeight> stored, List<String> notes)
      throws IOException {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("probe_version", Provenance.version());
    manifest.put("command", command);
    manifest.put("source", source);
    List<Map<String, Object>> files = new ArrayList<>();
    for (Path file : checkpoint.files()) {
      Map<String, Object> described = new LinkedHashMap<>();
      described.put("name", String.valueOf(file.getFileName()));
      described.put("bytes", Files.size(file));
      described.put("sha256", Sha256.of(List.of(file)));
      files.add(described);
    }
    manifest.put("source_files", files);
    manifest.put("model_type", checkpoint.modelType());
    manifest.put("tied", checkpoint.tied());
    manifest.put("notes", notes);
    manifest.put("dtype", type.longName());
    manifest.put("dequantised", checkpoint.dequantised());
    manifest.put("weights", stored.stream().mapToLong(weight -> weight.weight().count()).sum());
    manifest.put("round_trip", roundTrip(stored));
    manifest.put("tensors", stored.stream().map(this::tensor).toList());
    manifest.put("config", checkpoint.config());
    return manifest;
  }

  /** The worst of what storing the weights changed; tensors are named where there is an error. */
  private static Map<String, Object> roundTrip(List<StoredWeight> stored) {
    Map<String, Object> out = new LinkedHashMap<>();
    put("max_absolute_error", StoredWeight::error, stored, out);
    put("max_relative_error", StoredWeight::relativeError, stored, out);
    return out;
  }

  private static void put(
      String name,
      ToDoubleFunction<StoredWeight> error,
      List<StoredWeight> stored,
      Map<String, Object> out) {
    StoredWeight worst = stored.stream().max(Comparator.comparingDouble(error)).orElseThrow();
    out.put(name, error.applyAsDouble(worst));
    if (error.applyAsDouble(worst) > 0) {
      out.put(name + "_tensor", worst.weight().name());
    }
  }

  private Map<String, Object> tensor(StoredWeight stored) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", stored.weight().name());
    out.put("shape", stored.weight().shape());
    out.put("transposed", stored.weight().transposed());
    out.put("source_dtype", checkpoint.storedAs(stored.weight()));
    out.put("dtype", stored.to().longName());
    out.put("max_absolute_error", stored.error());
    out.put("max_relative_error", stored.relativeError());
    return out;
  }
}
