package probe.tune.replay;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import probe.ProbeException;
import probe.model.CutSession;
import probe.model.ModelConfig;
import probe.model.TokenLosses;
import probe.onnx.Cut;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;
import probe.tune.Trainee;
import probe.tune.TrainingBatch;

/**
 * Holds gradients against ONNX Runtime's own losses: along the gradient g of a weight W, the loss
 * must change by |g| per unit, (L(W + eps g/|g|) - L(W - eps g/|g|)) / 2 eps.
 */
public final class GradientCheck {
  // the loss is to change by about this much, which is far above the rounding of float32
  private static final double CHANGE = 0.01;
  // but a weight by no more than this share of its norm, or the loss is no longer a line
  private static final double SHARE = 0.02;
  private static final double TOLERANCE = 0.01;
  // rounding of a loss in float32
  private static final double ROUNDING = 4e-6;

  private final TrainableGraph model;
  private final ModelConfig config;
  private final int threads;
  private final Cut cut;

  /** Checks gradients of {@code model}. */
  public GradientCheck(TrainableGraph model, ModelConfig config, int threads) {
    this.model = model;
    this.config = config;
    this.threads = threads;
    this.cut = model.decoder().cut(List.of(), true);
  }

  /**
   * Compares the gradients of {@code trainee}'s weights on {@code batch}.
   *
   * @return a line for each weight
   * @throws ProbeException if the loss or a gradient disagrees with ONNX Runtime's
   */
  public List<String> run(Trainee trainee, TrainingBatch batch) {
    String type = model.decoder().storage().dtype();
    if (!type.equals("float32")) {
      throw ProbeException.model(
          "%s: gradients are compared on float32 weights, these are %s, whose rounding hides small changes; leave --check out, or take a float32 export"
              .formatted(model.file().path(), type));
    }
    Map<String, Weight> weights = new HashMap<>();
    model.weights().forEach(weight -> weights.put(weight.name(), weight));
    List<String> lines = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    try (Trainee.Step step = trainee.step(batch, true)) {
      double loss = loss(cut, batch);
      lines.add(line("loss", step.loss(), loss));
      if (Math.abs(step.loss() - loss) > 1e-4 * Math.max(1, Math.abs(loss))) {
        throw ProbeException.numeric(
            String.format(
                Locale.ROOT,
                "%s: the replayed loss is %.6f, ONNX Runtime's is %.6f; please report the model's"
                    + " exporter",
                model.file().path(),
                step.loss(),
                loss));
      }
      List<Trainee.Parameter> parameters = trainee.parameters();
      for (int i = 0; i < parameters.size(); i++) {
        Weight weight = weights.get(parameters.get(i).name());
        if (weight == null) {
          continue;
        }
        float[] values = floats(parameters.get(i).values());
        float[] gradient = floats(step.gradient(i));
        double norm = norm(gradient);
        double eps = norm == 0 ? 0 : Math.min(CHANGE / norm, Math.max(1e-3, SHARE * norm(values)));
        double slope = eps == 0 ? 0 : slope(weight, values, gradient, norm, eps, batch);
        lines.add(line(weight.name(), norm, slope));
        if (eps > 0 && Math.abs(slope - norm) > TOLERANCE * norm + ROUNDING / eps) {
          wrong.add(weight.name());
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw ProbeException.numeric(
          "%s: gradients of %d weights disagree with ONNX Runtime's losses: %s"
              .formatted(model.file().path(), wrong.size(), String.join(", ", wrong)));
    }
    return lines;
  }

  private static String line(String name, double replayed, double runtime) {
    return String.format(
        Locale.ROOT, "%-56s replay %12.6f   ONNX Runtime %12.6f", name, replayed, runtime);
  }

  private double slope(
      Weight weight,
      float[] values,
      float[] gradient,
      double norm,
      double eps,
      TrainingBatch batch) {
    return (loss(moved(weight, values, gradient, eps / norm), batch)
            - loss(moved(weight, values, gradient, -eps / norm), batch))
        / (2 * eps);
  }

  private Cut moved(Weight weight, float[] values, float[] gradient, double by) {
    float[] moved = new float[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (values[i] + by * gradient[i]);
    }
    Map<String, float[]> copies = new HashMap<>();
    for (Weight.Copy copy : weight.copies()) {
      copies.put(copy.initializer(), copy.transposed() ? transpose(moved, weight.dims()) : moved);
    }
    return cut.with(copies);
  }

  private static float[] transpose(float[] values, long[] dims) {
    int rows = (int) dims[0];
    int columns = (int) dims[1];
    float[] out = new float[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        out[j * rows + i] = values[i * columns + j];
      }
    }
    return out;
  }

  /** ONNX Runtime's loss of {@code batch}, one row at a time. */
  private double loss(Cut graph, TrainingBatch batch) {
    double sum = 0;
    try (CutSession session = CutSession.logits(model.decoder(), graph, config, threads)) {
      for (int row = 0; row < batch.rows(); row++) {
        double[] losses =
            TokenLosses.of(session, model.decoder().vocabulary(), batch.ids().get(row));
        for (int at = batch.lossFrom()[row]; at < losses.length; at++) {
          sum += losses[at];
        }
      }
    }
    return sum / batch.targets();
  }

  private static float[] floats(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_FLOAT);
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
