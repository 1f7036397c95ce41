package probe.plan;

import java.util.LinkedHashMap;
import java.util.Map;

/** Seconds that the parts of a run took. */
final class Times {
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private long last = System.nanoTime();

  /** Ends the part called {@code name}. */
  void mark(String name) {
    long now = System.nanoTime();
    put(name, Math.round((now - last) / 1e6) / 1e3);
    last = now;
  }

  void put(String name, double value) {
    seconds.put(name, value);
  }

  Map<String, Double> seconds() {
    return seconds;
  }
}
