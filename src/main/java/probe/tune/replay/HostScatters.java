package probe.tune.replay;

import java.util.Map;

/** Elements put into a larger tensor, in plain Java. */
final class HostScatters {
  private HostScatters() {}

  static void register(Map<String, HostOp> ops) {
    ops.put("ScatterND", HostOp.single(HostScatters::scatterNd));
    ops.put("ScatterElements", HostOp.single(HostScatters::scatterElements));
    ops.put("Pad", HostOp.single(HostScatters::pad));
  }

  /** What a Scatter does where two elements meet. */
  private static boolean adds(Attributes attributes) {
    String reduction = attributes.text("reduction", "none");
    if (!reduction.equals("none") && !reduction.equals("add")) {
      throw new UnsupportedOperationException("reduction " + reduction);
    }
    return reduction.equals("add");
  }

  private static HostTensor scatter(HostTensor x, int[] targets, HostTensor updates, boolean adds) {
    double[] reals = x.isReal() ? x.reals().clone() : new double[0];
    long[] ints = x.isReal() ? new long[0] : x.ints().clone();
    for (int i = 0; i < targets.length; i++) {
      if (x.isReal()) {
        reals[targets[i]] = updates.real(i) + (adds ? reals[targets[i]] : 0);
      } else {
        ints[targets[i]] = updates.whole(i) + (adds ? ints[targets[i]] : 0);
      }
    }
    return x.isReal()
        ? HostTensor.reals(x.type(), x.dims(), reals)
        : HostTensor.ints(x.type(), x.dims(), ints);
  }

  private static HostTensor scatterNd(HostCall call) {
    HostTensor x = call.in(0);
    HostTensor updates = call.in(2);
    int[] rows = rows(x.dims(), call.in(1));
    int inner = updates.size() / Math.max(1, rows.length);
    int[] targets = new int[updates.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = rows[i / inner] * inner + i % inner;
    }
    return scatter(x, targets, updates, adds(call.attributes()));
  }

  /** The row that each tuple of a ScatterND names, the axes that tuples index taken as one. */
  static int[] rows(long[] dims, HostTensor indices) {
    int depth = (int) indices.dims()[indices.dims().length - 1];
    int[] rows = new int[depth == 0 ? 1 : indices.size() / depth];
    for (int t = 0; t < rows.length; t++) {
      for (int k = 0; k < depth; k++) {
        int n = (int) dims[k];
        rows[t] = rows[t] * n + HostMoves.index(indices.whole(t * depth + k), n);
      }
    }
    return rows;
  }

  private static HostTensor scatterElements(HostCall call) {
    HostTensor x = call.in(0);
    HostTensor indices = call.in(1);
    int axis = Shapes.axis(call.attributes().integer("axis", 0), x.dims().length);
    int[] steps = Shapes.strides(x.dims());
    int stride = steps[axis];
    steps[axis] = 0;
    int[] targets = Shapes.walk(indices.dims(), 0, steps);
    for (int i = 0; i < targets.length; i++) {
      targets[i] += HostMoves.index(indices.whole(i), (int) x.dims()[axis]) * stride;
    }
    return scatter(x, targets, call.in(2), adds(call.attributes()));
  }

  private static HostTensor pad(HostCall call) {
    HostTensor x = call.in(0);
    Padding padding =
        Padding.of(
            x.dims(),
            call.integers(1, "pads"),
            call.has(3) ? call.in(3).ints() : new long[0],
            call.attributes().text("mode", "constant"));
    double filler = call.has(2) ? call.in(2).real(0) : call.attributes().real("value", 0);
    HostTensor out = x;
    for (int axis = 0; axis < x.dims().length; axis++) {
      out = pad(out, axis, padding.sources(axis), filler);
    }
    return out;
  }

  private static HostTensor pad(HostTensor x, int axis, int[] sources, double filler) {
    long[] dims = x.dims().clone();
    int n = (int) dims[axis];
    int inner = Shapes.strides(dims)[axis];
    dims[axis] = sources.length;
    int[] source = new int[Math.toIntExact(HostTensor.count(dims))];
    for (int i = 0; i < source.length; i++) {
      int from = sources[i / inner % sources.length];
      source[i] = from < 0 ? -1 : (i / inner / sources.length * n + from) * inner + i % inner;
    }
    return HostTensor.fill(
        x.type(),
        dims,
        i -> source[i] < 0 ? filler : x.real(source[i]),
        i -> source[i] < 0 ? (long) filler : x.whole(source[i]));
  }
}
