package probe.facts.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import probe.stats.ClusterBootstrap;

/**
 * The choices of {@link OcrAnalysis}.
 *
 * @param huang2025 whether the published table is put beside the measured one
 * @param learnt mean rank among all candidates below which something counts as learnt
 * @param margin transfer below which nothing to speak of has transferred
 * @param controlMargin transfer within which a control's interval must lie to be at chance
 * @param draws resamples of an interval
 * @param permutations draws of the permutation test, for more values than can be enumerated
 */
public record OcrSettings(
    boolean huang2025,
    double learnt,
    double margin,
    double controlMargin,
    int draws,
    int permutations) {
  public static final OcrSettings DEFAULT =
      new OcrSettings(false, 0.1, 0.2, 0.5, ClusterBootstrap.DRAWS, 9999);

  public OcrSettings {
    if (!(learnt > 0) || !(margin > 0 && margin < 1) || !(controlMargin > 0 && controlMargin < 1)) {
      throw new IllegalArgumentException(
          "learnt must be above 0 and margins between 0 and 1, got %s, %s and %s"
              .formatted(learnt, margin, controlMargin));
    }
    if (draws < 1 || permutations < 1) {
      throw new IllegalArgumentException(
          "draws and permutations must be at least 1, got %d and %d"
              .formatted(draws, permutations));
    }
  }

  /** The same with the published table of Huang et al. beside the measured one. */
  public OcrSettings withHuang2025() {
    return new OcrSettings(true, learnt, margin, controlMargin, draws, permutations);
  }

  Map<String, Object> byName() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("learnt", learnt);
    out.put("margin", margin);
    out.put("control-margin", controlMargin);
    out.put("bootstrap", draws);
    out.put("permutations", permutations);
    return out;
  }
}
