package probe.tune;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the loop goes.
 *
 * @param learningRate before the schedule
 * @param warmup steps over which the learning rate rises from 0
 * @param epochs passes over the rows, or 0 where {@code steps} says how long
 * @param steps number of updates, or 0 where {@code epochs} says how long
 * @param batch rows of a step
 * @param clip largest norm of the gradient, or 0 for any
 * @param seed of the order of the rows
 * @param shuffle whether each epoch has an order of its own; else that of the file
 */
public record TrainingOptions(
    OptimizerOptions optimizer,
    double learningRate,
    Schedule schedule,
    int warmup,
    int epochs,
    int steps,
    int batch,
    double clip,
    long seed,
    boolean shuffle) {

  /** The same with another order of the rows. */
  public TrainingOptions withSeed(long other) {
    return new TrainingOptions(
        optimizer, learningRate, schedule, warmup, epochs, steps, batch, clip, other, shuffle);
  }

  /** Number of updates on {@code rows} rows. */
  public int totalSteps(int rows) {
    return steps > 0 ? steps : Math.multiplyExact(epochs, stepsOfEpoch(rows));
  }

  int stepsOfEpoch(int rows) {
    return Math.ceilDiv(rows, batch);
  }

  double learningRate(int step, int total) {
    return learningRate * schedule.factor(step, warmup, total);
  }

  /** Every option that changes what comes out, as it is typed. */
  public Map<String, String> settings() {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("--optimizer", optimizer.kind().toString());
    out.put("--lr", Double.toString(learningRate));
    out.put("--schedule", schedule.toString());
    out.put("--warmup", Integer.toString(warmup));
    out.put("--weight-decay", Double.toString(optimizer.weightDecay()));
    out.put("--momentum", Double.toString(optimizer.momentum()));
    // a longer run with a constant rate begins with the same steps
    if (schedule != Schedule.CONSTANT) {
      out.put(steps > 0 ? "--steps" : "--epochs", Integer.toString(steps > 0 ? steps : epochs));
    }
    out.put("--batch", Integer.toString(batch));
    out.put("--clip", clip == 0 ? "none" : Double.toString(clip));
    out.put("--seed", Long.toString(seed));
    out.put("--no-shuffle", Boolean.toString(!shuffle));
    return out;
  }
}
