package probe.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import probe.ProbeException;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/** Reads adapters: this program's, and those of Hugging Face's PEFT. */
final class AdapterReader {
  private final AdapterNames.Pair files;
  private final JsonNode config;
  private final Safetensors tensors;
  private final int stated;
  private final double statedAlpha;
  private final int rank;
  private final double alpha;

  private AdapterReader(Path folder) {
    this.files = AdapterNames.in(folder);
    this.config = parse(files.config());
    this.tensors = Safetensors.open(files.tensors());
    AdapterSettings.check(files.config(), config);
    this.stated = config.path("r").asInt(0);
    this.statedAlpha = config.path("lora_alpha").asDouble(Double.NaN);
    if (stated < 1 || !Double.isFinite(statedAlpha)) {
      throw unusable("needs r of 1 or more and a number lora_alpha");
    }
    // what is scaled by nothing can still have patterns that scale it
    this.rank = stated;
    this.alpha = statedAlpha == 0 ? rank : statedAlpha;
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
    Map<String, String> firsts = new LinkedHashMap<>();
    Map<String, String> seconds = new LinkedHashMap<>();
    List<FullWeight> full = new ArrayList<>();
    List<TokenRows> rows = new ArrayList<>();
    Set<String> owners = new TreeSet<>();
    for (String tensor : tensors.names()) {
      String name = AdapterNames.saved(tensor, owners);
      if (name.endsWith(AdapterNames.A) || name.endsWith(AdapterNames.EMBEDDING_A)) {
        firsts.put(name, tensor);
      } else if (name.endsWith(AdapterNames.B) || name.endsWith(AdapterNames.EMBEDDING_B)) {
        seconds.put(name, tensor);
      } else if (name.endsWith(AdapterNames.ROWS)) {
        rows.add(rows(name.substring(0, name.length() - AdapterNames.ROWS.length()), tensor));
      } else if (name.contains(".lora_") || name.contains(".token_adapter.")) {
        throw ProbeException.input(
            "%s: tensor %s is no part of plain LoRA, and cannot be applied"
                .formatted(files.tensors(), tensor));
      } else if (!name.contains(".original_module.")) {
        full.add(full(name, tensor));
      }
    }
    if (owners.size() > 1) {
      throw ProbeException.input(
          "%s holds several adapters (%s); save each on its own"
              .formatted(files.tensors(), String.join(", ", owners)));
    }
    List<LoraDelta> deltas = deltas(firsts, seconds);
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
    boolean base = name.contains(".base_layer.");
    String parameter = name.replace(".base_layer.", ".");
    return new FullWeight(
        parameter,
        config.path("probe").path("full").path(parameter).asText(""),
        base || !isSavedModule(parameter),
        tensors.shape(tensor),
        tensors.matrix(tensor));
  }

  /** Whether PEFT trained a copy of the module; else it saved a weight of the model beside. */
  private boolean isSavedModule(String parameter) {
    String module = parameter.substring(0, Math.max(0, parameter.lastIndexOf('.')));
    for (JsonNode saved : config.path("modules_to_save")) {
      if (module.endsWith(saved.asText()) || module.contains(saved.asText() + ".")) {
        return true;
      }
    }
    return false;
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

  private List<LoraDelta> deltas(Map<String, String> firsts, Map<String, String> seconds) {
    List<LoraDelta> deltas = new ArrayList<>();
    firsts.forEach(
        (name, first) -> {
          boolean embedding = name.endsWith(AdapterNames.EMBEDDING_A);
          String end = embedding ? AdapterNames.EMBEDDING_A : AdapterNames.A;
          String module = name.substring(0, name.length() - end.length());
          String other = module + (embedding ? AdapterNames.EMBEDDING_B : AdapterNames.B);
          String second = seconds.remove(other);
          if (second == null) {
            throw alone(name, other);
          }
          deltas.add(delta(module, embedding, first, second));
        });
    if (!seconds.isEmpty()) {
      String name = seconds.keySet().iterator().next();
      throw alone(name, name.replace("_B", "_A"));
    }
    return deltas;
  }

  private ProbeException alone(String there, String missing) {
    int end = there.lastIndexOf(".lora_");
    return ProbeException.input(
        "%s: %s has %s but no %s; fetch or train the adapter again"
            .formatted(
                files.tensors(),
                there.substring(0, end),
                there.substring(end + 1).replace(".weight", ""),
                missing.substring(end + 1).replace(".weight", "")));
  }

  private LoraDelta delta(String module, boolean embedding, String first, String second) {
    // rows that are looked up have the tokens on the side of PEFT's A
    Matrix a = embedding ? tensors.matrix(second).transpose() : tensors.matrix(first);
    Matrix b = embedding ? tensors.matrix(first).transpose() : tensors.matrix(second);
    if (a.rows() != b.columns()
        || tensors.shape(first).length != 2
        || tensors.shape(second).length != 2) {
      throw ProbeException.input(
          "%s: %s has A %s and B %s; the rank must be the same"
              .formatted(
                  files.tensors(),
                  module,
                  Arrays.toString(tensors.shape(first)),
                  Arrays.toString(tensors.shape(second))));
    }
    double said = pattern("rank_pattern", module, stated);
    if (said != a.rows()) {
      throw ProbeException.input(
          "%s: %s has rank %d, and %s makes it %s; the two files do not belong together"
              .formatted(
                  files.tensors(),
                  module,
                  a.rows(),
                  files.config(),
                  said == Math.rint(said) ? Long.toString((long) said) : Double.toString(said)));
    }
    float[] right = all(b);
    // one scale for all: patterns and rank-stabilised scales go into B
    double scale = pattern("alpha_pattern", module, statedAlpha);
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
        embedding,
        config.path("fan_in_fan_out").asBoolean(false),
        a.rows(),
        a.columns(),
        b.rows(),
        all(a),
        right);
  }

  /** The value for {@code module}: that of the first pattern that its path ends with. */
  private double pattern(String key, String module, double otherwise) {
    JsonNode patterns = config.path(key);
    for (Map.Entry<String, JsonNode> entry : patterns.properties()) {
      if (matches(key, entry.getKey(), module)) {
        return number(key, entry.getKey(), entry.getValue());
      }
    }
    return patterns.has(module) ? number(key, module, patterns.path(module)) : otherwise;
  }

  private boolean matches(String key, String pattern, String module) {
    try {
      // Python's named groups have a letter more
      return Pattern.matches("(.*\\.)?(" + pattern.replace("(?P<", "(?<") + ")", module);
    } catch (PatternSyntaxException e) {
      throw ProbeException.input(
          "%s has the pattern \"%s\" in %s, which is no regular expression (%s)"
              .formatted(files.config(), pattern, key, e.getDescription()),
          e);
    }
  }

  private double number(String key, String pattern, JsonNode value) {
    if (!value.isNumber()) {
      throw unusable("has %s for \"%s\" in %s, not a number".formatted(value, pattern, key));
    }
    return value.asDouble();
  }

  private static float[] all(Matrix matrix) {
    float[] out = new float[Math.multiplyExact(matrix.rows(), matrix.columns())];
    matrix.copyRows(0, matrix.rows(), out);
    return out;
  }
}
