package probe.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/** Reads adapters: this program's, and those of Hugging Face's PEFT. */
final class AdapterReader {
  private final AdapterNames.Pair files;
  private final JsonNode config;
  private final Safetensors tensors;
  private final int rank;
  private final double alpha;

  private AdapterReader(Path folder) {
    this.files = AdapterNames.in(folder);
    this.config = parse(files.config());
    this.tensors = Safetensors.open(files.tensors());
    String type = config.path("peft_type").asText("LORA");
    if (!type.equals("LORA")) {
      throw unusable("has peft_type " + type + "; only LORA can be applied");
    }
    if (config.path("use_dora").asBoolean(false)) {
      throw unusable("uses DoRA; only plain LoRA can be applied");
    }
    if (!config.path("bias").asText("none").equals("none")) {
      throw unusable("trains biases; only bias \"none\" can be applied");
    }
    this.rank = config.path("r").asInt(0);
    this.alpha = config.path("lora_alpha").asDouble(Double.NaN);
    if (rank < 1 || !Double.isFinite(alpha)) {
      throw unusable("needs r of 1 or more and a number lora_alpha");
    }
  }

  static LoraAdapter read(Path folder) {
    return new AdapterReader(folder).read();
  }

  private ProbeException unusable(String why) {
    return ProbeException.input(files.config() + " " + why);
  }

  private static JsonNode parse(Path file) {
    try {
      JsonNode json = new ObjectMapper().readTree(file.toFile());
      if (json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      throw ProbeException.input(file + " is no JSON; fetch or train the adapter again", e);
    }
    throw ProbeException.input(file + " is no JSON object; fetch or train the adapter again");
  }

  private LoraAdapter read() {
    Map<String, String> as = new LinkedHashMap<>();
    Map<String, String> bs = new LinkedHashMap<>();
    List<FullWeight> full = new ArrayList<>();
    List<TokenRows> rows = new ArrayList<>();
    for (String tensor : tensors.names()) {
      String name =
          tensor.startsWith(AdapterNames.PREFIX)
              ? tensor.substring(AdapterNames.PREFIX.length())
              : tensor;
      // adapters in memory carry their own name, and some tools save it
      name = name.replace(".default.weight", ".weight");
      if (name.endsWith(AdapterNames.A)) {
        as.put(name.substring(0, name.length() - AdapterNames.A.length()), tensor);
      } else if (name.endsWith(AdapterNames.B)) {
        bs.put(name.substring(0, name.length() - AdapterNames.B.length()), tensor);
      } else if (name.endsWith(AdapterNames.ROWS)) {
        rows.add(rows(name.substring(0, name.length() - AdapterNames.ROWS.length()), tensor));
      } else if (name.contains(".lora_") || name.contains(".token_adapter.")) {
        throw ProbeException.input(
            "%s: tensor %s is no part of plain LoRA on linear layers, and cannot be applied"
                .formatted(files.tensors(), tensor));
      } else {
        full.add(full(name, tensor));
      }
    }
    List<LoraDelta> deltas = new ArrayList<>();
    as.forEach((module, a) -> deltas.add(delta(module, a, bs.remove(module))));
    if (!bs.isEmpty()) {
      throw ProbeException.input(
          "%s: %s has lora_B but no lora_A; fetch or train the adapter again"
              .formatted(files.tensors(), bs.keySet().iterator().next()));
    }
    if (deltas.isEmpty() && full.isEmpty() && rows.isEmpty()) {
      throw ProbeException.input(files.tensors() + " holds no tensors of an adapter");
    }
    JsonNode own = config.path("probe");
    Map<String, String> versions = new LinkedHashMap<>();
    own.path("versions").properties().forEach(e -> versions.put(e.getKey(), e.getValue().asText()));
    return new LoraAdapter(
        rank,
        alpha,
        List.copyOf(deltas),
        List.copyOf(full),
        List.copyOf(rows),
        new LoraAdapter.Origin(
            config.path("base_model_name_or_path").asText(""),
            own.path("base_sha256").isTextual() ? own.path("base_sha256").asText() : null,
            own.path("command").asText(""),
            own.path("seed").isIntegralNumber() ? own.path("seed").asLong() : null,
            versions));
  }

  private FullWeight full(String name, String tensor) {
    return new FullWeight(
        name,
        config.path("probe").path("full").path(name).asText(""),
        tensors.shape(tensor),
        tensors.matrix(tensor));
  }

  private TokenRows rows(String module, String tensor) {
    List<Integer> ids = new ArrayList<>();
    tokens(module).forEach(id -> ids.add(id.asInt()));
    Matrix values = tensors.matrix(tensor);
    if (ids.isEmpty() || values.rows() != ids.size()) {
      throw ProbeException.input(
          "%s has %d rows in %s, and trainable_token_indices of %s names %d tokens; fetch or train the adapter again"
              .formatted(files.tensors(), values.rows(), tensor, files.config(), ids.size()));
    }
    return new TokenRows(
        module, config.path("probe").path("rows").path(module).asText(""), ids, all(values));
  }

  /** The tokens of {@code module}: PEFT has one list for the embedding, or lists by module. */
  private JsonNode tokens(String module) {
    JsonNode indices = config.path("trainable_token_indices");
    if (indices.isArray()) {
      return indices;
    }
    for (Map.Entry<String, JsonNode> entry : indices.properties()) {
      if (module.equals(entry.getKey()) || module.endsWith("." + entry.getKey())) {
        return entry.getValue();
      }
    }
    return indices.path("");
  }

  private LoraDelta delta(String module, String nameOfA, @Nullable String nameOfB) {
    if (nameOfB == null) {
      throw ProbeException.input(
          "%s: %s has lora_A but no lora_B; fetch or train the adapter again"
              .formatted(files.tensors(), module));
    }
    Matrix a = tensors.matrix(nameOfA);
    Matrix b = tensors.matrix(nameOfB);
    if (a.rows() != b.columns() || tensors.shape(nameOfA).length != 2) {
      throw ProbeException.input(
          "%s: %s has A [%d, %d] and B [%d, %d]; the rank must be the same"
              .formatted(files.tensors(), module, a.rows(), a.columns(), b.rows(), b.columns()));
    }
    float[] right = all(b);
    // one scale for all: patterns and rank-stabilised scales go into B
    double scale = pattern("alpha_pattern", module, alpha);
    scale /= config.path("use_rslora").asBoolean(false) ? Math.sqrt(a.rows()) : a.rows();
    double factor = scale / (alpha / rank);
    if (Math.abs(factor - 1) > 1e-12) {
      for (int i = 0; i < right.length; i++) {
        right[i] = (float) (right[i] * factor);
      }
    }
    return new LoraDelta(
        module,
        config.path("probe").path("weights").path(module).asText(""),
        config.path("fan_in_fan_out").asBoolean(false),
        a.rows(),
        a.columns(),
        b.rows(),
        all(a),
        right);
  }

  private double pattern(String key, String module, double otherwise) {
    for (Map.Entry<String, JsonNode> entry : config.path(key).properties()) {
      if (module.equals(entry.getKey()) || module.matches("(.*\\.)?(" + entry.getKey() + ")")) {
        return entry.getValue().asDouble(otherwise);
      }
    }
    return otherwise;
  }

  private static float[] all(Matrix matrix) {
    float[] out = new float[Math.multiplyExact(matrix.rows(), matrix.columns())];
    matrix.copyRows(0, matrix.rows(), out);
    return out;
  }
}
