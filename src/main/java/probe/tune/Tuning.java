package probe.tune;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import probe.OutputFolder;
import probe.onnx.WeightValues;

/** A model that is open for training. */
public interface Tuning extends AutoCloseable {
  /** What is trained and what is frozen. */
  TuningPlan plan();

  /** Its parameters, and how to get a loss and gradients. */
  Trainee trainee();

  /**
   * The present values of every weight that training touches, with low-rank changes added to the
   * weights that they change; what it does not touch is not in there.
   */
  WeightValues weights();

  /**
   * Logits at the end of contexts, with the present parameters.
   *
   * @param last of each context, how many of its last positions
   * @return [sum of last][V], in the order of contexts and positions
   */
  float[][] logits(List<int[]> contexts, int[] last);

  /**
   * States at the last position of contexts, with the present parameters.
   *
   * @param layers of the stream, 0 to the number of blocks
   */
  EndStates states(List<int[]> contexts, List<Integer> layers);

  /**
   * Compares gradients on {@code batch} with differences of ONNX Runtime's own losses.
   *
   * @return one line for each figure that was compared
   * @throws probe.ProbeException if they disagree
   */
  List<String> check(TrainingBatch batch);

  /** Bytes that {@link #write} needs at most. */
  long outputBytes();

  /**
   * Writes what came of it into {@code folder}: a model, or an adapter.
   *
   * @param settings options and inputs of the run, by name
   * @return names of the files
   */
  List<String> write(OutputFolder folder, Map<String, String> settings) throws IOException;

  @Override
  void close();

  /** Opens models for training. */
  interface Opener {
    /**
     * Opens a model.
     *
     * @throws probe.ProbeException if it cannot be trained
     */
    Tuning open(TuneOptions options);
  }
}
