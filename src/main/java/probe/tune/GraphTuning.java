package probe.tune;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import probe.OutputFolder;
import probe.ProbeException;
import probe.model.ModelConfig;
import probe.onnx.Frozen;
import probe.onnx.TrainableGraph;
import probe.onnx.WeightValues;
import probe.tune.replay.Compute;
import probe.tune.replay.GradientCheck;
import probe.tune.replay.ReplayTrainee;

/** Training of a decoder in an ONNX file by replaying its graph. */
public final class GraphTuning implements Tuning {
  private final TuneOptions options;
  private final ModelConfig config;
  private final Selection selection;
  private final ReplayTrainee trainee;

  private GraphTuning(
      TuneOptions options, ModelConfig config, Selection selection, ReplayTrainee trainee) {
    this.options = options;
    this.config = config;
    this.selection = selection;
    this.trainee = trainee;
  }

  /**
   * Opens a model.
   *
   * @throws ProbeException if it cannot be opened or replayed, or if nothing is left to train
   */
  public static GraphTuning open(TuneOptions options) {
    Compute compute = new Compute(options.device(), options.threads());
    TrainableGraph model = TrainableGraph.open(options.model());
    ModelConfig config = ModelConfig.beside(model.file().folder());
    Selection selection = new Selections(model, options).find();
    return new GraphTuning(
        options,
        config,
        selection,
        ReplayTrainee.of(selection.model(), config, selection.trained(), compute));
  }

  /** The graph that is trained: the file's own, or with what the method adds to it. */
  public TrainableGraph model() {
    return selection.model();
  }

  @Override
  public TuningPlan plan() {
    List<String> frozen = new ArrayList<>(trainee.frozen());
    selection.trained().parts().forEach(part -> frozen.remove(part.weight().name()));
    model().frozen().stream().map(Frozen::name).forEach(frozen::add);
    return new TuningPlan(selection.names(trainee.parameters()), numbers(), frozen);
  }

  private long numbers() {
    return trainee.parameters().stream().mapToLong(Trainee.Parameter::size).sum();
  }

  @Override
  public Trainee trainee() {
    return trainee;
  }

  @Override
  public WeightValues weights() {
    return selection.values(trainee.parameters());
  }

  @Override
  public float[][] logits(List<int[]> contexts, int[] last) {
    return trainee.logits(contexts, last);
  }

  @Override
  public EndStates states(List<int[]> contexts, List<Integer> layers) {
    return trainee.states(contexts, layers);
  }

  @Override
  public List<String> check(TrainingBatch batch) {
    GradientCheck check = new GradientCheck(model(), config, options.threads());
    Set<String> whole = selection.checked();
    if (whole == null) {
      return check.run(trainee, batch);
    }
    // an adapter or a part is no weight of the file: those that they belong to are checked instead
    try (ReplayTrainee instead =
        ReplayTrainee.of(
            model(),
            config,
            weight -> whole.contains(weight.name()),
            new Compute(options.device(), options.threads()))) {
      return check.run(instead, batch);
    }
  }

  @Override
  public long outputBytes() {
    return selection.outputBytes(numbers());
  }

  @Override
  public List<String> write(OutputFolder folder, Map<String, String> settings) throws IOException {
    return selection.write(folder, trainee.parameters(), settings);
  }

  @Override
  public void close() {
    trainee.close();
  }
}
