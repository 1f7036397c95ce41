package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.tensor.Matrix;

/**
 * The values and outputs of attention, head by head: what a head adds to the stream is, but for
 * biases, A x W_V W_O with its probabilities A, the states x that values are made of, W_V [d,
 * headDim] and W_O [headDim, d].
 *
 * <p>They are found from where positions are mixed, by what the graph does: back to the product
 * that makes the values, and on to the product that leads into the stream. Which column of a weight
 * belongs to which head is found by following each of them through splits, turns and repeats.
 */
public final class ValueOutput {
  private final TrainableGraph model;
  private final List<Layer> layers;

  /**
   * One attention.
   *
   * @param index number of its block
   * @param heads query heads
   * @param headDim numbers of each value
   * @param value the product that makes the values, and maybe queries and keys
   * @param output the product that leads into the stream
   * @param parts the heads
   * @param node where positions are mixed, as messages name it
   * @param probabilities the tensor A [.., queries, keys] in the flat graph, or "" where an
   *     operator keeps it to itself
   */
  public record Layer(
      int index,
      int heads,
      int headDim,
      LinearLayer value,
      LinearLayer output,
      List<Head> parts,
      String node,
      String probabilities) {
    /** The columns of the value product that are values of any head, ascending. */
    public int[] valueColumns() {
      return places(Head::valueColumns);
    }

    /** The rows of the output product that any head gives into, ascending. */
    public int[] outputRows() {
      return places(Head::outputRows);
    }

    private int[] places(Function<Head, int[]> of) {
      return parts.stream()
          .flatMapToInt(head -> Arrays.stream(of.apply(head)))
          .sorted()
          .distinct()
          .toArray();
    }
  }

  /**
   * One head.
   *
   * @param index its number among the query heads
   * @param valueColumns [headDim] what it takes of what the value product gives; heads of a group
   *     take the same
   * @param outputRows [headDim] where it gives into what the output product reads
   */
  public record Head(int index, int[] valueColumns, int[] outputRows) {}

  /**
   * The factors of one head.
   *
   * @param value W_V [d, headDim]
   * @param output W_O [headDim, d]
   */
  public record Factors(Matrix value, Matrix output) {}

  private ValueOutput(TrainableGraph model, List<Layer> layers) {
    this.model = model;
    this.layers = layers;
  }

  /**
   * Finds the attention of every block of {@code model}.
   *
   * @throws ProbeException if there is none, or one in a form that is not known
   */
  public static ValueOutput of(TrainableGraph model) {
    return new ValueOutput(model, new AttentionFinder(model).find());
  }

  static ProbeException unknown(NodeProto node, String why) {
    return ProbeException.model(
        "%s %s, so its values and outputs cannot be told apart"
            .formatted(Graph.describe(node), why));
  }

  /** The attentions, in the order of the graph. */
  public List<Layer> layers() {
    return layers;
  }

  /**
   * The factors of the heads of {@code layer}.
   *
   * @param changed weights that have other values than those of the file
   * @throws ProbeException if they are quantised
   */
  public List<Factors> factors(Layer layer, WeightValues changed) {
    Matrix values = columns(layer.value(), changed);
    Matrix outputs = columns(layer.output(), changed).transpose();
    return layer.parts().stream()
        .map(
            head ->
                new Factors(
                    // row by row, then turned round
                    picked(values, head.valueColumns()).transpose(),
                    picked(outputs, head.outputRows())))
        .toList();
  }

  /** The factors as the file has them. */
  public List<Factors> factors(Layer layer) {
    return factors(layer, model.values());
  }

  /**
   * The matrix M [d, d] that {@code head} adds to W_V W_O, or null where the graph has none ({@link
   * ValueOutputProduct}).
   */
  public @Nullable Matrix product(Layer layer, Head head, WeightValues changed) {
    for (Weight weight : model.weights()) {
      if (weight.name().equals(ValueOutputProduct.name(layer))) {
        int rows = layer.value().in();
        int columns = layer.output().out();
        float[] values = new float[Math.multiplyExact(rows, columns)];
        (changed.has(weight) ? changed : model.values())
            .copy(weight, (long) head.index() * values.length, values, values.length);
        return Matrix.of(values, rows, columns);
      }
    }
    return null;
  }

  private static Matrix picked(Matrix rows, int[] which) {
    float[] out = new float[Math.multiplyExact(which.length, rows.columns())];
    for (int i = 0; i < which.length; i++) {
      System.arraycopy(rows.row(which[i]), 0, out, i * rows.columns(), rows.columns());
    }
    return Matrix.of(out, which.length, rows.columns());
  }

  /** The weight of {@code layer} as [out, in]. */
  private Matrix columns(LinearLayer layer, WeightValues changed) {
    Weight weight =
        model.weights().stream()
            .filter(w -> w.name().equals(layer.weight()))
            .findFirst()
            .orElseThrow(
                () ->
                    ProbeException.model(
                        "%s is quantised, so the values and outputs of its heads cannot be read; take a float export"
                            .formatted(layer.module())));
    float[] all = new float[Math.toIntExact(weight.size())];
    (changed.has(weight) ? changed : model.values()).copy(weight, 0, all, all.length);
    return layer.transposed()
        ? Matrix.of(all, layer.out(), layer.in())
        : Matrix.of(all, layer.in(), layer.out()).transpose();
  }
}
