package probe.checkpoint.family;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.onnx.write.RotaryFrequencies;

/** The fields of config.json that say how fast positions turn. */
final class RotaryFields {
  private RotaryFields() {}

  /** Whole heads turn; theta is {@code theta} where no field says. */
  static RotaryFrequencies read(ConfigJson json, double theta) {
    return read(json, "rope_theta", theta, null, 1);
  }

  /**
   * The newer rope_parameters hold what fields beside them and rope_scaling held before.
   *
   * @param base name of the older field of theta, {@code theta} where it is absent
   * @param part name of the field with the share of a head that turns, or null where all of it does
   */
  static RotaryFrequencies read(
      ConfigJson json, String base, double theta, @Nullable String part, double share) {
    double statedTheta = json.positive(base, theta);
    double statedShare = part == null ? share : json.positive(part, share);
    ConfigJson newer = json.object("rope_parameters");
    ConfigJson older = json.object("rope_scaling");
    ConfigJson fields = older != null ? older : newer;
    return fields == null
        ? new RotaryFrequencies(statedTheta, statedShare, new RotaryFrequencies.Plain())
        : scaled(json, fields, statedTheta, part != null, statedShare);
  }

  /** What the object {@code fields} makes of it. */
  static RotaryFrequencies scaled(
      ConfigJson json, ConfigJson fields, double theta, boolean partial, double share) {
    double base = fields.positive("rope_theta", theta);
    double part = partial ? fields.positive("partial_rotary_factor", share) : share;
    if (part > 1) {
      throw fields.wrong("partial_rotary_factor", "at most 1");
    }
    RotaryFrequencies.Scaling scaling = scaling(json, fields);
    fields.refuseOthers();
    return new RotaryFrequencies(base, part, scaling);
  }

  private static RotaryFrequencies.Scaling scaling(ConfigJson json, ConfigJson fields) {
    String type = fields.text("rope_type", fields.text("type", "default"));
    return switch (type) {
      case "default" -> new RotaryFrequencies.Plain();
      case "linear" -> new RotaryFrequencies.Linear(fields.positive("factor"));
      case "llama3" -> {
        double low = fields.positive("low_freq_factor");
        double high = fields.positive("high_freq_factor");
        if (high <= low) {
          throw fields.wrong("high_freq_factor", "above low_freq_factor, which is " + low);
        }
        yield new RotaryFrequencies.Smoothed(
            fields.positive("factor"), low, high, context(json, fields));
      }
      case "divisors" -> new RotaryFrequencies.Divided(divisors(fields));
      default ->
          throw fields.wrong(
              fields.has("rope_type") ? "rope_type" : "type",
              "default, linear or llama3, other scalings are not supported");
    };
  }

  /** The first training's context; where it stands outside of the scaling, that goes before. */
  private static double context(ConfigJson json, ConfigJson fields) {
    String name = "original_max_position_embeddings";
    double inside = fields.positive(name, json.positive("max_position_embeddings", 2048));
    return json.positive(name, inside);
  }

  // as GGUF files store them, one for each pair
  private static List<Float> divisors(ConfigJson fields) {
    List<JsonNode> values = fields.list("divisors");
    if (values == null || !values.stream().allMatch(v -> v.isNumber() && v.asDouble() > 0)) {
      throw fields.wrong("divisors", "a list of numbers above 0");
    }
    return values.stream().map(v -> (float) v.asDouble()).toList();
  }
}
