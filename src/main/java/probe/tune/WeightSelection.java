package probe.tune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import probe.OutputFolder;
import probe.ProbeException;
import probe.onnx.TrainableGraph;
import probe.onnx.WeightPart;
import probe.onnx.WeightValues;
import probe.tune.replay.Trained;

/**
 * Weights of the file itself: what comes of them is a model.
 *
 * @param whole names of weights that are trained as a whole
 * @param parts rows or columns of others
 */
record WeightSelection(TrainableGraph model, Set<String> whole, List<WeightPart> parts)
    implements Selection {
  @Override
  public Trained trained() {
    return Trained.parts(weight -> whole.contains(weight.name()), parts);
  }

  @Override
  public List<String> names(List<Trainee.Parameter> parameters) {
    return parameters.stream().map(Trainee.Parameter::name).toList();
  }

  @Override
  public @Nullable Set<String> checked() {
    return parts.isEmpty()
        ? null
        : Stream.concat(whole.stream(), parts.stream().map(part -> part.weight().name()))
            .collect(Collectors.toSet());
  }

  @Override
  public WeightValues values(List<Trainee.Parameter> parameters) {
    return new TunedWeights(model, parameters, parts);
  }

  @Override
  public long outputBytes(long numbers) {
    long bytes = 0;
    try {
      for (Path file : model.file().weightFiles()) {
        bytes += Files.size(file);
      }
    } catch (IOException e) {
      throw ProbeException.model("cannot read " + model.file().path() + ": " + e.getMessage(), e);
    }
    // weights that the file keeps together are written apart
    return bytes + numbers * Float.BYTES;
  }

  @Override
  public List<String> write(
      OutputFolder folder, List<Trainee.Parameter> parameters, Map<String, String> settings)
      throws IOException {
    return new TunedModel(model, values(parameters)).write(folder);
  }
}
