package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/** Finds where attention mixes positions, and the products on both sides of it. */
final class AttentionFinder {
  private final TrainableGraph model;
  private final Graph graph;
  private final Activations activations;
  private final Set<String> stream;
  private final List<LinearLayer> products;
  private final Sample sample;
  private final List<Integer> blockStarts;

  AttentionFinder(TrainableGraph model) {
    this.model = model;
    WeightFinder found = model.found();
    this.graph = found.graph();
    this.activations = found.activations();
    this.stream = found.residualStream();
    this.products = model.projections();
    Decoder decoder = model.decoder();
    this.sample = new Sample(graph, found.constants(), decoder.inputs());
    this.blockStarts = new ArrayList<>();
    for (int block = 0; block < decoder.blocks(); block++) {
      blockStarts.add(graph.producer(decoder.siteTensor(block)));
    }
  }

  List<ValueOutput.Layer> find() {
    List<ValueOutput.Layer> layers = new ArrayList<>();
    for (int i = 0; i < graph.size(); i++) {
      Mixing mixing = Mixing.at(i, graph, activations, stream, sample);
      ValueOutput.Layer layer = mixing == null ? null : layer(mixing);
      if (layer != null) {
        layers.add(layer);
      }
    }
    if (layers.isEmpty()) {
      throw ProbeException.model(
          "%s has no attention whose values and outputs can be told apart"
              .formatted(model.file().path()));
    }
    return List.copyOf(layers);
  }

  private ValueOutput.@Nullable Layer layer(Mixing mixing) {
    NodeProto node = graph.node(mixing.node());
    LinearLayer value = mixing.values().isEmpty() ? giving(mixing.output()) : maker(mixing);
    if (value == null) {
      return null; // a product with no weight matrix: an addition to attention, not attention
    }
    LinearLayer output = reader(mixing.output());
    if (output == null) {
      throw ValueOutput.unknown(node, "leads to no product of its own");
    }
    long[] columns = mixing.values().isEmpty() ? null : origins(node, value.output(), mixing);
    long[] rows = sample.origins(mixing.output(), output.input());
    if (rows == null) {
      throw ValueOutput.unknown(
          node, "does more than move its values about before " + output.module());
    }
    int[] places = new int[Math.toIntExact(Constants.count(dims(node, mixing.output())))];
    Arrays.fill(places, -1);
    // the first position: as many numbers as the output product reads
    for (int i = 0; i < output.in(); i++) {
      if (rows[i] >= 0) {
        places[Math.toIntExact(rows[i])] = i;
      }
    }
    List<ValueOutput.Head> heads = new ArrayList<>();
    for (int h = 0; h < mixing.heads(); h++) {
      int[] valueColumns = new int[mixing.headDim()];
      int[] outputRows = new int[mixing.headDim()];
      for (int j = 0; j < mixing.headDim(); j++) {
        long at = mixing.valueAt().of(h, j);
        long column = columns == null ? at : columns[Math.toIntExact(at)];
        int row = places[Math.toIntExact(mixing.outputAt().of(h, j))];
        if (column < 0 || column >= value.out() || row < 0) {
          throw ValueOutput.unknown(node, "takes values that are not those of its own position");
        }
        valueColumns[j] = (int) column;
        outputRows[j] = row;
      }
      heads.add(new ValueOutput.Head(h, valueColumns, outputRows));
    }
    String probabilities = mixing.probabilities();
    return new ValueOutput.Layer(
        block(mixing.node()),
        mixing.heads(),
        mixing.headDim(),
        value,
        output,
        List.copyOf(heads),
        Graph.describe(node),
        probabilities == null ? "" : probabilities);
  }

  private int block(int node) {
    int block = 0;
    while (block + 1 < blockStarts.size() && blockStarts.get(block + 1) < node) {
      block++;
    }
    return block;
  }

  private long[] dims(NodeProto node, String tensor) {
    long[] dims = sample.dims(tensor);
    if (dims == null) {
      throw ValueOutput.unknown(node, "gives a shape that is not known");
    }
    return dims;
  }

  private long[] origins(NodeProto node, String from, Mixing mixing) {
    long[] origins = sample.origins(from, mixing.values());
    if (origins == null) {
      throw ValueOutput.unknown(node, "reads values that are more than a product and a bias");
    }
    return origins;
  }

  private @Nullable LinearLayer giving(String tensor) {
    return products.stream().filter(p -> p.output().equals(tensor)).findFirst().orElse(null);
  }

  /**
   * The product that the values come from; null where they come from a product with something else
   * than a weight matrix.
   */
  private @Nullable LinearLayer maker(Mixing mixing) {
    Set<String> seen = new HashSet<>();
    List<String> stack = new ArrayList<>(List.of(mixing.values()));
    while (!stack.isEmpty()) {
      String tensor = stack.removeLast();
      if (!activations.dependOnTokens(tensor) || !seen.add(tensor)) {
        continue;
      }
      LinearLayer product = giving(tensor);
      if (product != null) {
        return product;
      }
      NodeProto maker = graph.maker(tensor);
      if (maker != null && moves(maker)) {
        stack.addAll(maker.getInputList());
      } else if (maker == null || !isByConstant(maker)) {
        throw ValueOutput.unknown(
            graph.node(mixing.node()), "reads values that are more than a product and a bias");
      }
    }
    return null;
  }

  private boolean isByConstant(NodeProto node) {
    return Ops.productSlots(node.getOpType()).length > 0 && graph.isConstant(node.getInput(1));
  }

  /** The product that reads {@code tensor}, moved about. */
  private @Nullable LinearLayer reader(String tensor) {
    Set<String> seen = new HashSet<>();
    List<String> stack = new ArrayList<>(List.of(tensor));
    while (!stack.isEmpty()) {
      String top = stack.removeLast();
      if (!seen.add(top)) {
        continue;
      }
      for (LinearLayer product : products) {
        if (product.input().equals(top)) {
          return product;
        }
      }
      for (Graph.Use use : graph.uses(top)) {
        NodeProto node = graph.node(use.node());
        if (moves(node)) {
          stack.addAll(node.getOutputList());
        }
      }
    }
    return null;
  }

  private static boolean moves(NodeProto node) {
    return SampleMoves.isMove(node.getOpType()) || node.getOpType().equals("Add");
  }
}
