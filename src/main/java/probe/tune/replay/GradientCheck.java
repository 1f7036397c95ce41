package probe.tune.replay;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import probe.ProbeException;
import probe.model.ModelConfig;
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

  /** Checks gradients of {@code model}. */
  public GradientCheck(TrainableGraph model, ModelConfig config, int threads) {
    this.model = model;
    this.config = config;
    this.threads = threads;
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
    List<Trainee.Parameter> parameters = trainee.parameters();
    try (Trainee.Step replayed = trainee.step(batch, true);
        MovableWeights moved = new MovableWeights(model, parameters, config, threads)) {
      double loss = moved.loss(batch);
      lines.add(line("loss", replayed.loss(), loss));
      if (Math.abs(replayed.loss() - loss) > 1e-4 * Math.max(1, Math.abs(loss))) {
        throw ProbeException.numeric(
            String.format(
                Locale.ROOT,
                "%s: the replayed loss is %.6f, ONNX Runtime's is %.6f; please report the model's"
                    + " exporter",
                model.file().path(),
                replayed.loss(),
                loss));
      }
      for (int i = 0; i < parameters.size(); i++) {
        Weight weight = weights.get(parameters.get(i).name());
        if (weight == null) {
          continue;
        }
        float[] values = floats(parameters.get(i).values());
        float[] gradient = floats(replayed.gradient(i));
        double norm = norm(gradient);
        // where there is no gradient, no way that the weight is moved may change the loss
        float[] along = norm == 0 ? random(values.length) : gradient;
        double step = Math.max(1e-3, SHARE * norm(values));
        double eps = norm == 0 ? step : Math.min(CHANGE / norm, step);
        double slope = slope(moved, weight, values, along, eps, batch);
        // a loss that bends too much on the way is asked closer by, until rounding would blur it
        while (!agree(slope, norm, eps) && ROUNDING / (eps / 2) < TOLERANCE * norm / 2) {
          eps /= 2;
          slope = slope(moved, weight, values, along, eps, batch);
        }
        lines.add(line(weight.name(), norm, slope));
        if (!agree(slope, norm, eps)) {
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

  private static boolean agree(double slope, double norm, double eps) {
    return Math.abs(slope - norm) <= TOLERANCE * norm + ROUNDING / eps;
  }

  private static String line(String name, double replayed, double runtime) {
    return String.format(
        Locale.ROOT, "%-56s replay %12.6f   ONNX Runtime %12.6f", name, replayed, runtime);
  }

  /** The change of the loss per unit, half of it before {@code values} and half after. */
  private static double slope(
      MovableWeights moved,
      Weight weight,
      float[] values,
      float[] along,
      double eps,
      TrainingBatch batch) {
    double share = eps / norm(along);
    moved.set(weight, plus(values, along, share));
    double up = moved.loss(batch);
    moved.set(weight, plus(values, along, -share));
    double down = moved.loss(batch);
    moved.set(weight, values);
    return (up - down) / (2 * eps);
  }

  private static float[] random(int size) {
    SplittableRandom random = new SplittableRandom(1);
    float[] out = new float[size];
    for (int i = 0; i < size; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  private static float[] plus(float[] values, float[] along, double by) {
    float[] moved = new float[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (values[i] + by * along[i]);
    }
    return moved;
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
