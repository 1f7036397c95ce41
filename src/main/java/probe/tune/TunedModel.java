package probe.tune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import probe.Companions;
import probe.OutputFolder;
import probe.onnx.TrainableGraph;
import probe.onnx.WeightValues;

/** A model with the weights that training gave it, in the file's own graph. */
public final class TunedModel {
  private final TrainableGraph model;
  private final WeightValues values;

  /** {@code model} with {@code parameters} for the weights of their names. */
  public TunedModel(TrainableGraph model, List<Trainee.Parameter> parameters) {
    this(model, new TunedWeights(model, parameters, List.of()));
  }

  TunedModel(TrainableGraph model, WeightValues values) {
    this.model = model;
    this.values = values;
  }

  /** Writes model.onnx, and the tokenizer and configuration from beside the base. */
  public List<String> write(OutputFolder folder) throws IOException {
    Path target = folder.file("model.onnx");
    model.write(target, values);
    Companions.copy(model.file().folder(), folder);
    List<String> written = new ArrayList<>();
    try (Stream<Path> files = Files.list(Objects.requireNonNull(target.getParent()))) {
      files.filter(Files::isRegularFile).forEach(f -> written.add(String.valueOf(f.getFileName())));
    }
    written.sort(null);
    return written;
  }
}
