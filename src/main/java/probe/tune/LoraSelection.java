package probe.tune;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import probe.OutputFolder;
import probe.ProbeException;
import probe.Provenance;
import probe.onnx.AdapterFit;
import probe.onnx.LinearLayer;
import probe.onnx.LoraAdapter;
import probe.onnx.LoraDelta;
import probe.onnx.TokenRows;
import probe.onnx.TokenTable;
import probe.onnx.TrainableGraph;
import probe.onnx.WeightPart;
import probe.onnx.WeightValues;
import probe.tune.replay.LowRankPairs;
import probe.tune.replay.Trained;

/** Low-rank changes beside the file, and rows of tokens: what comes of them is an adapter. */
final class LoraSelection implements Selection {
  private final TrainableGraph model;
  private final Method.Lora method;
  private final long seed;
  private final List<LinearLayer> layers;
  private final List<TokenTable> tables;

  /**
   * @throws ProbeException if the model has no such layers or tokens
   */
  LoraSelection(TrainableGraph model, Method.Lora method, long seed) {
    this.model = model;
    this.method = method;
    this.seed = seed;
    this.layers = targets(model, method.targets());
    this.tables = method.rows().isEmpty() ? List.of() : model.tokenTables();
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
  public TrainableGraph model() {
    return model;
  }

  @Override
  public Trained trained() {
    List<WeightPart> rows = tables.stream().map(table -> table.part(method.rows())).toList();
    return new Trained(
        weight -> false,
        rows,
        new LowRankPairs(layers, method.rank(), method.alpha(), method.initScale(), seed));
  }

  @Override
  public List<String> names(List<Trainee.Parameter> parameters) {
    return Stream.concat(
            layers.stream().map(LinearLayer::module), tables.stream().map(TokenTable::module))
        .toList();
  }

  @Override
  public Set<String> checked() {
    return Stream.concat(
            layers.stream().map(LinearLayer::weight),
            tables.stream().map(table -> table.weight().name()))
        .collect(Collectors.toSet());
  }

  @Override
  public WeightValues values(List<Trainee.Parameter> parameters) {
    return AdapterFit.of(model, adapter(parameters, null, "")).merged();
  }

  @Override
  public long outputBytes(long numbers) {
    return numbers * Float.BYTES + (1 << 20);
  }

  @Override
  public List<String> write(
      OutputFolder folder, List<Trainee.Parameter> parameters, Map<String, String> settings) {
    String command =
        settings.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(" ", "tune ", ""));
    adapter(parameters, model.file().sha256(), command)
        .write(Objects.requireNonNull(folder.file("adapter.json").getParent()));
    return List.of("adapter.safetensors", "adapter.json");
  }

  private LoraAdapter adapter(
      List<Trainee.Parameter> parameters,
      @org.jspecify.annotations.Nullable String sha256,
      String command) {
    Map<String, float[]> values = new HashMap<>();
    parameters.forEach(p -> values.put(p.name(), p.values().toArray(ValueLayout.JAVA_FLOAT)));
    List<LoraDelta> deltas = new ArrayList<>();
    for (LinearLayer layer : layers) {
      deltas.add(
          LoraDelta.of(
              layer,
              method.rank(),
              get(values, LowRankPairs.nameOfA(layer)),
              get(values, LowRankPairs.nameOfB(layer))));
    }
    List<TokenRows> rows = new ArrayList<>();
    for (TokenTable table : tables) {
      String name = table.part(method.rows()).name();
      rows.add(TokenRows.of(table, method.rows(), get(values, name)));
    }
    return new LoraAdapter(
        method.rank(),
        method.alpha(),
        deltas,
        List.of(),
        rows,
        new LoraAdapter.Origin(
            model.file().path().toString(),
            sha256,
            command,
            seed,
            new TreeMap<>(Map.of("probe", Provenance.version()))));
  }

  private static float[] get(Map<String, float[]> values, String name) {
    return Objects.requireNonNull(values.get(name));
  }
}
