package probe.source;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where this program keeps what it can make again. */
public final class CacheFolder {
  /** The variable that names another folder. */
  public static final String VARIABLE = "PROBE_CACHE";

  private CacheFolder() {}

  /**
   * The folder that {@code environment} asks for, or the one that the system has for such things.
   */
  public static Path of(Map<String, String> environment) {
    String own = environment.getOrDefault(VARIABLE, "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    String home = System.getProperty("user.home", ".");
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("mac")) {
      return Path.of(home, "Library", "Caches", "probe");
    }
    String local = environment.getOrDefault("LOCALAPPDATA", "");
    if (system.startsWith("windows") && !local.isEmpty()) {
      return Path.of(local, "probe");
    }
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    return (shared.isEmpty() ? Path.of(home, ".cache") : Path.of(shared)).resolve("probe");
  }
}
