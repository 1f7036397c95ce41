package probe.kind;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import probe.concept.ProbeFile;

/**
 * A kind of probe: a class with this interface, named in {@code
 * META-INF/services/probe.kind.ProbeKind}, and a YAML file whose {@code kind} is its name.
 */
public interface ProbeKind {
  /** The name that files give as their {@code kind}, such as "linearity". */
  String name();

  /**
   * Reads the settings of one probe.
   *
   * @throws probe.ProbeException with file and line, for a setting that cannot be used
   */
  Probe read(ProbeFile file);

  /** Every kind on the class path, by name. */
  static Map<String, ProbeKind> all() {
    Map<String, ProbeKind> out = new TreeMap<>();
    for (ProbeKind kind : ServiceLoader.load(ProbeKind.class)) {
      ProbeKind other = out.put(kind.name(), kind);
      if (other != null) {
        throw new IllegalStateException(
            "two kinds of probe are called '%s': %s and %s"
                .formatted(kind.name(), other.getClass(), kind.getClass()));
      }
    }
    return out;
  }
}
