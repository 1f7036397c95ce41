package probe.tune;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.OutputFolder;
import probe.onnx.TrainableGraph;
import probe.onnx.WeightValues;
import probe.tune.replay.Trained;

/** What a method trains of a model, and what is made of it. */
interface Selection {
  /** The graph that is trained. */
  TrainableGraph model();

  /** What gets gradients. */
  Trained trained();

  /** What is trained, as it is told. */
  List<String> names(List<Trainee.Parameter> parameters);

  /**
   * The weights of the file whose gradients are checked in place of the parameters' own, which the
   * file does not have; null where it has all of them.
   */
  @Nullable Set<String> checked();

  /** The present values of every weight that {@code parameters} touch. */
  WeightValues values(List<Trainee.Parameter> parameters);

  /** Bytes that {@link #write} needs at most for so many trained numbers. */
  long outputBytes(long numbers);

  /** As {@link Tuning#write}. */
  List<String> write(
      OutputFolder folder, List<Trainee.Parameter> parameters, Map<String, String> settings)
      throws IOException;
}
