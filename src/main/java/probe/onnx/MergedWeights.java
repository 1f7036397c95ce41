package probe.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model's weights with an adapter's changes in them: W + s A' B', in float32. */
final class MergedWeights implements WeightValues {
  private final AdapterFit fit;
  private final Map<String, List<Change>> changes = new HashMap<>();

  /** left [rows, rank] times right [rank, columns], in the weight's own orientation. */
  private record Change(int rank, float[] left, float[] right) {}

  MergedWeights(AdapterFit fit) {
    this.fit = fit;
  }

  @Override
  public boolean has(Weight weight) {
    return !fit.changes(weight).isEmpty()
        || fit.replacement(weight) != null
        || !fit.rows(weight).isEmpty();
  }

  @Override
  public void copy(Weight weight, long from, float[] out, int count) {
    base(weight, from, out, count);
    for (Map.Entry<WeightPart, TokenRows> rows : fit.rows(weight)) {
      TokenRows values = rows.getValue();
      rows.getKey().put((i, at) -> values.values()[i * values.width() + at], from, out, count);
    }
    List<Change> products =
        changes.computeIfAbsent(
            weight.name(),
            name ->
                fit.changes(weight).stream().map(e -> change(e.getKey(), e.getValue())).toList());
    if (products.isEmpty()) {
      return;
    }
    int columns = Math.toIntExact(weight.dims()[1]);
    float[] row = new float[columns];
    for (long at = from; at < from + count; ) {
      int i = Math.toIntExact(at / columns);
      int start = Math.toIntExact(at % columns);
      int n = Math.toIntExact(Math.min(columns - start, from + count - at));
      for (Change change : products) {
        java.util.Arrays.fill(row, 0);
        for (int r = 0; r < change.rank(); r++) {
          float factor = change.left()[i * change.rank() + r];
          for (int j = 0; j < columns; j++) {
            row[j] += factor * change.right()[r * columns + j];
          }
        }
        int to = Math.toIntExact(at - from);
        for (int j = 0; j < n; j++) {
          out[to + j] += (float) (fit.scale() * row[start + j]);
        }
      }
      at += n;
    }
  }

  private void base(Weight weight, long from, float[] out, int count) {
    FullWeight full = fit.replacement(weight);
    if (full != null) {
      int columns = full.values().columns();
      int first = Math.toIntExact(from / columns);
      int last = Math.toIntExact((from + count - 1) / columns);
      float[] rows = new float[Math.multiplyExact(last - first + 1, columns)];
      full.values().copyRows(first, last - first + 1, rows);
      System.arraycopy(rows, Math.toIntExact(from % columns), out, 0, count);
      return;
    }
    TrainableGraph.Constant base =
        java.util.Objects.requireNonNull(fit.graph().constant(weight.name()));
    for (int i = 0; i < count; i++) {
      out[i] = base.dtype().readFloat(base.data(), from + i);
    }
  }

  private static Change change(LoraDelta delta, LinearLayer layer) {
    return layer.transposed()
        ? new Change(delta.rank(), delta.b(), delta.a())
        : new Change(
            delta.rank(),
            transpose(delta.a(), delta.rank(), delta.in()),
            transpose(delta.b(), delta.out(), delta.rank()));
  }

  static float[] transpose(float[] values, int rows, int columns) {
    float[] out = new float[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        out[j * rows + i] = values[i * columns + j];
      }
    }
    return out;
  }
}
