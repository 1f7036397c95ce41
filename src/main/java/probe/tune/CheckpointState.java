package probe.tune;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * Where a run stands.
 *
 * @param step updates that were made
 * @param totalSteps updates that the run was to make
 * @param epoch epoch of the next step, from 0
 * @param position rows of that epoch that were taken
 * @param settings every option and input that changes what comes out, by name
 */
record CheckpointState(
    int step, int totalSteps, int epoch, int position, Map<String, String> settings) {

  /**
   * Makes sure that a run with {@code now} goes on with the same bits.
   *
   * @throws ProbeException with the first setting that differs
   */
  void requireSame(Map<String, String> now, Path folder) {
    for (String name : now.keySet()) {
      requireSame(name, settings.get(name), now.get(name), folder);
    }
    for (String name : settings.keySet()) {
      requireSame(name, settings.get(name), now.get(name), folder);
    }
  }

  private static void requireSame(
      String name, @Nullable String then, @Nullable String now, Path folder) {
    if (then == null || !then.equals(now)) {
      throw ProbeException.input(
          "--resume: %s was made with %s %s, this run has %s; pass the same, or start anew with another --out"
              .formatted(
                  folder, name, then == null ? "unset" : then, now == null ? "it unset" : now));
    }
  }
}
