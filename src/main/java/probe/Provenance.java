package probe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where numbers come from.
 *
 * @param model the model file as the user named it
 * @param modelSha256 hash of the model file and of its external data, in the order of the graph
 * @param adapterSha256 hash of the applied adapter's files, or null
 * @param graphSha256 hash of the cut graph, which holds no weights
 * @param tokenizerSha256 hash of tokenizer.json, or null
 * @param dtype type of most weights
 * @param seed the run's seed, or null where nothing is random
 */
public record Provenance(
    String probeVersion,
    String command,
    @Nullable Long seed,
    String model,
    String modelSha256,
    @Nullable String adapterSha256,
    String graphSha256,
    @Nullable String tokenizerSha256,
    String dtype,
    String quantisation,
    String onnxRuntimeVersion,
    String executionProvider,
    int threads,
    String batching) {

  /** This program's version. */
  public static String version() {
    String version = Provenance.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Where numbers come from for which no language model was opened, by name. */
  public static Map<String, @Nullable Object> withoutModel(String command, @Nullable Long seed) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("probe_version", version());
    out.put("java_version", System.getProperty("java.version"));
    out.put("command", command);
    out.put("seed", seed);
    return out;
  }

  /** The fields by the names that they have in JSON. */
  public Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("probe_version", probeVersion);
    out.put("command", command);
    out.put("seed", seed);
    out.put("model", model);
    out.put("model_sha256", modelSha256);
    if (adapterSha256 != null) {
      out.put("adapter_sha256", adapterSha256);
    }
    out.put("graph_sha256", graphSha256);
    out.put("tokenizer_sha256", tokenizerSha256);
    out.put("dtype", dtype);
    out.put("quantisation", quantisation);
    out.put("onnxruntime_version", onnxRuntimeVersion);
    out.put("execution_provider", executionProvider);
    out.put("threads", threads);
    out.put("batching", batching);
    return out;
  }
}
