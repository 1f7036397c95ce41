package probe.ocr.inside;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.algebra.Dense;
import probe.algebra.SingularValues;
import probe.onnx.TrainableGraph;
import probe.onnx.ValueOutput;
import probe.onnx.WeightValues;
import probe.tensor.Matrix;

/**
 * What training has made of W_V W_O, by layer and head: after less before, [d, d] of rank at most
 * twice a head's width.
 *
 * <p>With V and O before and V' and O' after, the change is (V' - V) O' + V (O' - O): two thin
 * factors, whose product is never multiplied out, and in which nothing large cancels. Where the
 * graph has a matrix M beside the two, its change is added.
 */
public final class ValueOutputChange {
  private final ValueOutput attention;
  private final WeightValues before;
  private final WeightValues after;

  /** The two factors [d, k] and [k, d] of a change, and what is added to their product. */
  private record Parts(Dense left, Dense right, @Nullable Dense added) {}

  private ValueOutputChange(ValueOutput attention, WeightValues before, WeightValues after) {
    this.attention = attention;
    this.before = before;
    this.after = after;
  }

  /**
   * The change of {@code model}'s attention.
   *
   * @param before the weights that had other values than those of the file; {@link
   *     TrainableGraph#values} for none
   * @param after the same, after training
   * @throws probe.ProbeException if values and outputs cannot be told apart, or are quantised
   */
  public static ValueOutputChange of(
      TrainableGraph model, WeightValues before, WeightValues after) {
    return new ValueOutputChange(ValueOutput.of(model), before, after);
  }

  /** The change since the file. */
  public static ValueOutputChange of(TrainableGraph model, WeightValues after) {
    return of(model, model.values(), after);
  }

  /** Head by head, in the order of layers. */
  public List<HeadChange> heads() {
    List<HeadChange> out = new ArrayList<>();
    for (ValueOutput.Layer layer : attention.layers()) {
      List<Parts> parts = parts(layer);
      for (int h = 0; h < parts.size(); h++) {
        out.add(new HeadChange(layer.index(), h, spectrum(parts.get(h))));
      }
    }
    return List.copyOf(out);
  }

  /** Layer by layer, over all heads. */
  public List<LayerChange> layers() {
    List<LayerChange> out = new ArrayList<>();
    for (ValueOutput.Layer layer : attention.layers()) {
      Dense sum = Dense.zeros(layer.value().in(), layer.output().out());
      for (Parts parts : parts(layer)) {
        add(parts.left().multiply(parts.right()), sum);
        if (parts.added() != null) {
          add(parts.added(), sum);
        }
      }
      out.add(new LayerChange(layer.index(), ChangeSpectrum.of(SingularValues.of(sum))));
    }
    return List.copyOf(out);
  }

  private static ChangeSpectrum spectrum(Parts parts) {
    Dense added = parts.added();
    if (added == null) {
      return ChangeSpectrum.of(SingularValues.ofProduct(parts.left(), parts.right()));
    }
    Dense sum = parts.left().multiply(parts.right());
    add(added, sum);
    return ChangeSpectrum.of(SingularValues.of(sum));
  }

  private List<Parts> parts(ValueOutput.Layer layer) {
    List<ValueOutput.Factors> old = attention.factors(layer, before);
    List<ValueOutput.Factors> tuned = attention.factors(layer, after);
    List<Parts> out = new ArrayList<>();
    for (int h = 0; h < layer.heads(); h++) {
      Dense value = Dense.of(old.get(h).value());
      Dense output = Dense.of(tuned.get(h).output());
      ValueOutput.Head head = layer.parts().get(h);
      Matrix product = attention.product(layer, head, after);
      Matrix productBefore = attention.product(layer, head, before);
      out.add(
          new Parts(
              beside(less(Dense.of(tuned.get(h).value()), value), value),
              below(output, less(output, Dense.of(old.get(h).output()))),
              product == null || productBefore == null
                  ? null
                  : less(Dense.of(product), Dense.of(productBefore))));
    }
    return out;
  }

  private static Dense less(Dense a, Dense b) {
    double[] out = a.values().clone();
    for (int i = 0; i < out.length; i++) {
      out[i] -= b.values()[i];
    }
    return new Dense(a.rows(), a.columns(), out);
  }

  private static void add(Dense more, Dense sum) {
    for (int i = 0; i < sum.values().length; i++) {
      sum.values()[i] += more.values()[i];
    }
  }

  /** [a, b], column beside column. */
  private static Dense beside(Dense a, Dense b) {
    return below(a.transpose(), b.transpose()).transpose();
  }

  /** a above b. */
  private static Dense below(Dense a, Dense b) {
    Dense out = Dense.zeros(a.rows() + b.rows(), a.columns());
    System.arraycopy(a.values(), 0, out.values(), 0, a.values().length);
    System.arraycopy(b.values(), 0, out.values(), a.values().length, b.values().length);
    return out;
  }
}
