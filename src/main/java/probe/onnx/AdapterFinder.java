package probe.onnx;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.tensor.Matrix;

/** Finds what an adapter changes in a model, by the modules' paths and the tensors' shapes. */
final class AdapterFinder {
  private final TrainableGraph graph;
  private final LoraAdapter adapter;
  private final List<LinearLayer> layers;
  private final AdapterEnds ends;
  // whether the head of the file is its embedding, and graph has the two apart
  private final boolean splitUp;

  private AdapterFinder(TrainableGraph graph, LoraAdapter adapter, boolean splitUp) {
    this.graph = graph;
    this.adapter = adapter;
    this.layers = graph.projections();
    this.ends = AdapterEnds.of(graph, layers);
    this.splitUp = splitUp;
  }

  /**
   * What {@code adapter} changes in {@code graph}, or in the same with its head apart from the
   * embedding where the adapter changes one and not the other.
   *
   * @throws ProbeException if a module is missing or has another shape
   */
  static AdapterFit find(TrainableGraph graph, LoraAdapter adapter) {
    AdapterFinder finder = new AdapterFinder(graph, adapter, false);
    return finder.ends.changesHalf(adapter)
        ? new AdapterFinder(graph.untied(), adapter, true).find()
        : finder.find();
  }

  private AdapterFit find() {
    Map<LoraDelta, LinearLayer> deltas = new LinkedHashMap<>();
    Map<LoraDelta, LinearLayer> quantised = new LinkedHashMap<>();
    for (LoraDelta delta : adapter.deltas()) {
      LinearLayer layer = delta.embedding() ? lookup(delta) : layer(delta);
      (layer.quantised() ? quantised : deltas).put(delta, layer);
    }
    Map<Weight, FullWeight> full = new LinkedHashMap<>();
    // a copy that was trained goes before the model's own weight, saved beside
    adapter.full().stream().filter(f -> !f.shared()).forEach(f -> replace(f, full));
    adapter.full().stream().filter(FullWeight::shared).forEach(f -> replace(f, full));
    Map<WeightPart, TokenRows> rows = new LinkedHashMap<>();
    for (TokenRows some : adapter.rows()) {
      TokenTable table = table(some);
      rows.put(part(table, some), some);
      if (splitUp && ends.isEmbedding(some.module())) {
        rows.put(part(ends.tables().getLast(), some), some);
      }
    }
    return new AdapterFit(graph, adapter.scale(), deltas, quantised, full, rows);
  }

  // ---- rows

  private TokenTable table(TokenRows rows) {
    for (TokenTable table : graph.tokenTables()) {
      if (table.weight().name().equals(rows.weight())
          || AdapterEnds.isSame(table.module(), rows.module())) {
        return table;
      }
    }
    if (ends.isEmbedding(rows.module())) {
      return ends.tables().getFirst();
    }
    if (ends.isHead(rows.module())) {
      return ends.tables().getLast();
    }
    throw ProbeException.input(
        "the adapter has rows of tokens for %s, and %s has no such table of tokens (it has %s); pass the model that it was trained on"
            .formatted(
                rows.module(),
                graph.file().path(),
                String.join(", ", ends.tables().stream().map(TokenTable::module).toList())));
  }

  private WeightPart part(TokenTable table, TokenRows rows) {
    WeightPart part = table.part(rows.ids());
    if (part.dims()[1] != rows.width()) {
      throw ProbeException.input(
          "the adapter has rows of %d numbers for %s, in %s they have %d; pass the model that it was trained on"
              .formatted(rows.width(), rows.module(), graph.file().path(), part.dims()[1]));
    }
    return part;
  }

  // ---- low-rank changes

  private LinearLayer layer(LoraDelta delta) {
    List<LinearLayer> found = layers(delta.module());
    if (found.size() != 1) {
      throw ProbeException.input(
          "the adapter changes %s, and %s has %s linear layer of that name (%s); pass the model that it was trained on"
              .formatted(
                  delta.module(),
                  graph.file().path(),
                  found.isEmpty() ? "no" : "more than one",
                  examples()));
    }
    LinearLayer layer = found.getFirst();
    requireSizes(delta, layer.in(), layer.out());
    return layer;
  }

  private void requireSizes(LoraDelta delta, long in, long out) {
    if (in != delta.in() || out != delta.out()) {
      throw ProbeException.input(
          "the adapter changes %s from %d to %d numbers, in %s it leads from %d to %d; pass the model that it was trained on"
              .formatted(delta.module(), delta.in(), delta.out(), graph.file().path(), in, out));
    }
  }

  private List<LinearLayer> layers(String module) {
    if (ends.isHead(module)) {
      return ends.heads();
    }
    List<LinearLayer> found = layers.stream().filter(l -> l.module().equals(module)).toList();
    return found.isEmpty()
        ? layers.stream().filter(l -> AdapterEnds.isSame(l.module(), module)).toList()
        : found;
  }

  private String examples() {
    List<String> names = layers.stream().map(LinearLayer::module).limit(3).toList();
    return names.isEmpty() ? "it has none" : "it has " + String.join(", ", names) + ", ...";
  }

  /** A table that is looked up, as a layer from d numbers to one for each of its rows. */
  private LinearLayer lookup(LoraDelta delta) {
    TokenTable table =
        ends.isEmbedding(delta.module())
            ? graph.tokenTables().getFirst()
            : positions(delta.module() + ".weight");
    long[] dims = table.weight().dims();
    requireSizes(delta, dims[1 - table.axis()], dims[table.axis()]);
    return new LinearLayer(
        table.weight().name(),
        delta.in(),
        delta.out(),
        table.axis() == 0,
        LinearLayer.Role.OTHER,
        false,
        delta.module(),
        "",
        "");
  }

  /** A table of something else than tokens, which the file has as it is in checkpoints. */
  private TokenTable positions(String parameter) {
    Weight weight = named(parameter);
    if (weight == null || weight.dims().length != 2) {
      throw missing("changes the embedding " + parameter);
    }
    return new TokenTable(weight, 0, AdapterEnds.module(parameter));
  }

  // ---- whole weights

  private void replace(FullWeight full, Map<Weight, FullWeight> out) {
    String module = AdapterEnds.module(full.parameter());
    if (ends.isEmbedding(module)) {
      put(full, ends.tables().getFirst(), out);
      if (splitUp && full.shared()) {
        put(full, ends.tables().getLast(), out);
      }
    } else if (ends.isHead(module) && !ends.tables().isEmpty()) {
      put(full, ends.tables().getLast(), out);
      if (splitUp && full.shared()) {
        put(full, ends.tables().getFirst(), out);
      }
    } else {
      List<LinearLayer> found = module.isEmpty() ? List.of() : layers(module);
      if (found.size() == 1 && full.weight().isEmpty()) {
        putMatrix(full, found.getFirst(), out);
      } else {
        putNamed(full, out);
      }
    }
  }

  /** Tables have a row for each token in every checkpoint. */
  private void put(FullWeight full, TokenTable table, Map<Weight, FullWeight> out) {
    long[] dims = table.weight().dims();
    long[] rows = {dims[table.axis()], dims[1 - table.axis()]};
    long[] own = full.dims();
    if (own.length == 2 && own[1] == rows[1] && own[0] != rows[0]) {
      throw ProbeException.input(
          "the adapter has %d tokens in %s, and %s has %d; it was trained with another vocabulary, so resize the model's and export it again"
              .formatted(own[0], full.parameter(), graph.file().path(), rows[0]));
    }
    requireShape(full, rows);
    put(table.weight(), table.axis() == 0 ? full : transposed(full), out);
  }

  private void putMatrix(FullWeight full, LinearLayer layer, Map<Weight, FullWeight> out) {
    if (layer.quantised()) {
      throw ProbeException.input(
          "the adapter replaces %s, and %s keeps that weight quantised; take a float export"
              .formatted(full.parameter(), graph.file().path()));
    }
    long[] outIn = {layer.out(), layer.in()};
    long[] inOut = {layer.in(), layer.out()};
    boolean square = layer.in() == layer.out();
    // what is not square says itself which way round it is
    boolean conv1d = square ? layer.isConv1d() : Arrays.equals(full.dims(), inOut);
    requireShape(full, conv1d ? inOut : outIn);
    put(
        java.util.Objects.requireNonNull(named(layer.weight())),
        conv1d == layer.transposed() ? transposed(full) : full,
        out);
  }

  private void putNamed(FullWeight full, Map<Weight, FullWeight> out) {
    Weight found = named(full.weight().isEmpty() ? full.parameter() : full.weight());
    if (found == null) {
      throw missing("replaces " + full.parameter());
    }
    requireShape(full, found.dims());
    put(found, full, out);
  }

  private void requireShape(FullWeight full, long[] dims) {
    if (!Arrays.equals(full.dims(), dims)) {
      throw ProbeException.input(
          "the adapter replaces %s by %s, in %s it is %s; pass the model that it was trained on"
              .formatted(
                  full.parameter(),
                  Arrays.toString(full.dims()),
                  graph.file().path(),
                  Arrays.toString(dims)));
    }
  }

  /** Leaves out what PEFT saves beside an adapter though it did not change. */
  private void put(Weight weight, FullWeight full, Map<Weight, FullWeight> out) {
    FullWeight other = out.putIfAbsent(weight, full);
    if (other != null && full.shared() && !other.shared()) {
      return;
    }
    if (other != null && !isEqual(full.values(), other.values())) {
      throw ProbeException.input(
          "the adapter has two different weights, %s and %s, for what is one in %s; pass the model that it was trained on"
              .formatted(full.parameter(), other.parameter(), graph.file().path()));
    }
    TrainableGraph.Constant stored = graph.constant(weight.name());
    if (other == null && full.shared() && stored != null && stored.dims().length == 2) {
      Matrix base =
          Matrix.of(stored.data(), stored.dtype(), (int) stored.dims()[0], (int) stored.dims()[1]);
      if (isEqual(full.values(), base)) {
        out.remove(weight);
      }
    }
  }

  private static boolean isEqual(Matrix a, Matrix b) {
    if (a.rows() != b.rows() || a.columns() != b.columns()) {
      return false;
    }
    int step = Math.clamp((1 << 18) / a.columns(), 1, a.rows());
    float[] of = new float[step * a.columns()];
    float[] with = new float[of.length];
    for (int from = 0; from < a.rows(); from += step) {
      int count = Math.min(step, a.rows() - from);
      a.copyRows(from, count, of);
      b.copyRows(from, count, with);
      if (!Arrays.equals(of, 0, count * a.columns(), with, 0, count * a.columns())) {
        return false;
      }
    }
    return true;
  }

  private static FullWeight transposed(FullWeight full) {
    return new FullWeight(
        full.parameter(),
        full.weight(),
        full.shared(),
        new long[] {full.dims()[1], full.dims()[0]},
        full.values().transpose());
  }

  private @Nullable Weight named(String name) {
    Weight found = null;
    for (Weight weight : graph.weights()) {
      if (weight.name().equals(name)) {
        return weight;
      }
      if (AdapterEnds.isSame(weight.name(), name)) {
        found = weight;
      }
    }
    return found;
  }

  private ProbeException missing(String what) {
    return ProbeException.input(
        "the adapter %s, and %s has no such weight; pass the model that it was trained on, or its checkpoint where an exporter has computed that weight away"
            .formatted(what, graph.file().path()));
  }
}
