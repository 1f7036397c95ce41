package probe.checkpoint.family;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import probe.ProbeException;

/** A family of models, by what their config.json calls it. */
public interface Family {
  /** Its {@code model_type}. */
  String modelType();

  /**
   * The model that {@code config} describes.
   *
   * @throws ProbeException if a field is missing or off
   */
  Architecture read(ConfigJson config);

  /** Every family that is known, by model type. */
  static Map<String, Family> all() {
    Map<String, Family> all = new TreeMap<>();
    ServiceLoader.load(Family.class, Family.class.getClassLoader())
        .forEach(family -> all.put(family.modelType(), family));
    return all;
  }

  /**
   * The model that {@code config} describes, of whichever family.
   *
   * @throws ProbeException if its type is not known, a field is off, or one asks for what is not
   *     written
   */
  static Architecture of(ConfigJson config) {
    String type = config.text("model_type", "");
    Map<String, Family> known = all();
    Family family = known.get(type);
    if (family == null) {
      throw ProbeException.model(
          "%s: model_type '%s' is not known; known: %s. Others can be exported to ONNX with their own tools"
              .formatted(config.file(), type, String.join(", ", List.copyOf(known.keySet()))));
    }
    Architecture architecture = family.read(config);
    config.refuseOthers();
    return architecture;
  }
}
