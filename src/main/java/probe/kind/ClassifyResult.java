package probe.kind;

import java.util.List;
import probe.linear.LayerCurve;

/**
 * One task at one position.
 *
 * @param layers layers of the model, in the order of those of the curves
 * @param curves one for each trainer
 */
record ClassifyResult(
    String id,
    ClassifyTask task,
    int position,
    List<Integer> layers,
    List<LayerCurve.Result> curves) {}
