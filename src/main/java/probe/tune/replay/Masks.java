package probe.tune.replay;

import org.jspecify.annotations.Nullable;

/** What is added to attention scores; each is made once in a step for all layers. */
final class Masks {
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;

  private Masks() {}

  private record Causal(long queries, long keys, long offset, long window) {}

  /**
   * [queries, keys]: query i sees keys up to i + offset.
   *
   * @param window how many keys it sees at most; not above 0 for all
   */
  static HostTensor causal(Torch torch, long queries, long keys, long offset, long window) {
    return torch.once(
        new Causal(queries, keys, offset, window),
        () ->
            HostTensor.fill(
                1,
                new long[] {queries, keys},
                i -> {
                  long last = i / keys + offset;
                  long key = i % keys;
                  return key <= last && (window <= 0 || key > last - window) ? 0 : HIDDEN;
                },
                i -> 0));
  }

  private record Padding(HostTensor mask, long queries, long keys, double filter) {}

  /**
   * The mask that ONNX Runtime's operators take, as [batch, 1, queries or 1, keys].
   *
   * @param mask [batch] lengths, [2 * batch] ends and starts, [batch, keys], [batch, queries, keys]
   *     or [batch, 1, most, most]
   * @param batch rows of the batch
   * @param past how many of the keys come before the first query
   */
  static @Nullable HostTensor padding(
      Torch torch, HostTensor mask, long batch, long queries, long keys, long past, double filter) {
    long[] dims = mask.dims();
    if (dims.length == 2 && dims[1] == 1 && keys > 1) {
      return null; // a stand-in for no mask at all
    }
    return torch.once(
        new Padding(mask, queries, keys, filter),
        () ->
            switch (dims.length) {
              case 1 -> lengths(mask, batch, keys, filter);
              case 2 -> additive(mask, new long[] {batch, 1, 1, keys}, filter, i -> i);
              case 3 -> additive(mask, new long[] {batch, 1, queries, keys}, filter, i -> i);
              default -> {
                long most = dims[3];
                yield additive(
                    mask,
                    new long[] {batch, 1, queries, keys},
                    filter,
                    i ->
                        (int)
                            ((i / (queries * keys) * most + past + i / keys % queries) * most
                                + i % keys));
              }
            });
  }

  private static HostTensor additive(
      HostTensor mask, long[] dims, double filter, java.util.function.IntUnaryOperator source) {
    return HostTensor.fill(1, dims, i -> mask.whole(source.applyAsInt(i)) > 0 ? 0 : filter, i -> 0);
  }

  private static HostTensor lengths(HostTensor mask, long batch, long keys, double filter) {
    if (mask.size() != batch && mask.size() != 2 * batch) {
      throw new UnsupportedOperationException(
          "a mask of %d numbers for %d rows".formatted(mask.size(), batch));
    }
    return HostTensor.fill(
        1,
        new long[] {batch, 1, 1, keys},
        i -> {
          int row = (int) (i / keys);
          long key = i % keys;
          long start = mask.size() > batch ? mask.whole((int) batch + row) : 0;
          return key < mask.whole(row) && key >= start ? 0 : filter;
        },
        i -> 0);
  }

  private record Truth(HostTensor mask) {}

  /** True is seen, false is not. */
  static HostTensor of(Torch torch, HostTensor mask) {
    return torch.once(
        new Truth(mask),
        () -> HostTensor.fill(1, mask.dims(), i -> mask.whole(i) != 0 ? 0 : HIDDEN, i -> 0));
  }
}
