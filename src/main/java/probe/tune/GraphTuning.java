package probe.tune;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import probe.OutputFolder;
import probe.ProbeException;
import probe.Provenance;
import probe.model.ModelConfig;
import probe.onnx.Frozen;
import probe.onnx.LinearLayer;
import probe.onnx.LoraAdapter;
import probe.onnx.LoraDelta;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;
import probe.tune.replay.Compute;
import probe.tune.replay.GradientCheck;
import probe.tune.replay.ReplayTrainee;

/** Training of a decoder in an ONNX file by replaying its graph. */
public final class GraphTuning implements Tuning {
  private final TuneOptions options;
  private final TrainableGraph model;
  private final ModelConfig config;
  private final ReplayTrainee trainee;
  private final List<LinearLayer> adapted;

  private GraphTuning(
      TuneOptions options,
      TrainableGraph model,
      ModelConfig config,
      ReplayTrainee trainee,
      List<LinearLayer> adapted) {
    this.options = options;
    this.model = model;
    this.config = config;
    this.trainee = trainee;
    this.adapted = adapted;
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
    return switch (options.method()) {
      case Method.Full full -> {
        requireFloats(model);
        yield new GraphTuning(
            options,
            model,
            config,
            ReplayTrainee.of(model, config, weight -> true, compute),
            List.of());
      }
      case Method.Only only -> {
        Set<String> chosen = fitting(model, only.pattern());
        yield new GraphTuning(
            options,
            model,
            config,
            ReplayTrainee.of(model, config, weight -> chosen.contains(weight.name()), compute),
            List.of());
      }
      case Method.Lora lora -> {
        List<LinearLayer> layers = targets(model, lora.targets());
        yield new GraphTuning(
            options,
            model,
            config,
            ReplayTrainee.lora(
                model,
                config,
                layers,
                lora.rank(),
                lora.alpha(),
                options.seed(),
                weight -> false,
                compute),
            layers);
      }
    };
  }

  private static void requireFloats(TrainableGraph model) {
    if (model.weights().isEmpty()) {
      throw ProbeException.model(
          "%s has no float weights to train; quantised ones can carry an adapter: --method lora"
              .formatted(model.file().path()));
    }
  }

  /** Names of the weights that {@code pattern} fits, by their own names or their modules'. */
  private static Set<String> fitting(TrainableGraph model, String pattern) {
    Map<String, String> modules = new HashMap<>();
    model.projections().forEach(layer -> modules.put(layer.weight(), layer.module() + ".weight"));
    NamePattern names = new NamePattern(pattern);
    Set<String> chosen =
        model.weights().stream()
            .map(Weight::name)
            .filter(name -> names.fits(name) || names.fits(modules.getOrDefault(name, name)))
            .collect(Collectors.toSet());
    if (chosen.isEmpty()) {
      throw ProbeException.input(
          "--method only:%s fits none of the %d weights of %s, such as %s; * stands for any letters"
              .formatted(
                  pattern,
                  model.weights().size(),
                  model.file().path(),
                  model.weights().stream()
                      .limit(3)
                      .map(Weight::name)
                      .collect(Collectors.joining(", "))));
    }
    return chosen;
  }

  private static List<LinearLayer> targets(TrainableGraph model, Method.Targets targets) {
    List<LinearLayer> layers =
        model.projections().stream()
            .filter(
                layer ->
                    switch (targets) {
                      case ATTENTION -> layer.role() == LinearLayer.Role.ATTENTION;
                      case MLP -> layer.role() == LinearLayer.Role.MLP;
                      case ALL ->
                          layer.role() == LinearLayer.Role.ATTENTION
                              || layer.role() == LinearLayer.Role.MLP;
                    })
            .toList();
    if (layers.isEmpty()) {
      throw ProbeException.model(
          "%s has no matrices in its blocks that --targets %s could mean"
              .formatted(model.file().path(), targets));
    }
    return layers;
  }

  @Override
  public TuningPlan plan() {
    long numbers = trainee.parameters().stream().mapToLong(Trainee.Parameter::size).sum();
    List<String> frozen = new ArrayList<>(trainee.frozen());
    model.frozen().stream().map(Frozen::name).forEach(frozen::add);
    List<String> trained =
        adapted.isEmpty()
            ? trainee.parameters().stream().map(Trainee.Parameter::name).toList()
            : adapted.stream().map(LinearLayer::module).toList();
    return new TuningPlan(trained, numbers, frozen);
  }

  @Override
  public Trainee trainee() {
    return trainee;
  }

  @Override
  public List<String> check(TrainingBatch batch) {
    GradientCheck check = new GradientCheck(model, config, options.threads());
    if (adapted.isEmpty()) {
      return check.run(trainee, batch);
    }
    // an adapter is no part of the file: the weights that it is put on are checked instead
    Set<String> weights = adapted.stream().map(LinearLayer::weight).collect(Collectors.toSet());
    try (ReplayTrainee whole =
        ReplayTrainee.of(
            model,
            config,
            weight -> weights.contains(weight.name()),
            new Compute(options.device(), options.threads()))) {
      return check.run(whole, batch);
    }
  }

  @Override
  public long outputBytes() {
    long numbers = trainee.parameters().stream().mapToLong(Trainee.Parameter::size).sum();
    if (!adapted.isEmpty()) {
      return numbers * Float.BYTES + (1 << 20);
    }
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
  public List<String> write(OutputFolder folder, Map<String, String> settings) throws IOException {
    if (adapted.isEmpty()) {
      return new TunedModel(model, trainee.parameters()).write(folder);
    }
    Method.Lora lora = (Method.Lora) options.method();
    List<LoraDelta> deltas = new ArrayList<>();
    for (int i = 0; i < adapted.size(); i++) {
      deltas.add(
          LoraDelta.of(
              adapted.get(i),
              lora.rank(),
              floats(trainee.parameters().get(2 * i)),
              floats(trainee.parameters().get(2 * i + 1))));
    }
    LoraAdapter adapter =
        new LoraAdapter(
            lora.rank(),
            lora.alpha(),
            deltas,
            List.of(),
            new LoraAdapter.Origin(
                model.file().path().toString(),
                model.file().sha256(),
                command(settings),
                options.seed(),
                new TreeMap<>(Map.of("probe", Provenance.version()))));
    adapter.write(folder.file("adapter.json").getParent());
    return List.of("adapter.safetensors", "adapter.json");
  }

  private static String command(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(" ", "tune ", ""));
  }

  private static float[] floats(Trainee.Parameter parameter) {
    return parameter.values().toArray(ValueLayout.JAVA_FLOAT);
  }

  @Override
  public void close() {
    trainee.close();
  }
}
