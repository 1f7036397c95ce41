package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Packed forms, which ONNX Runtime has on a GPU only: against its result of the plain form. */
class PackedHeadsTest {
  private static final int BATCH = 2;
  private static final int TOKENS = 4;
  private static final int HEADS = 2;
  private static final int WIDTH = 3;

  @Test
  void queriesKeysAndValuesInOne() throws Exception {
    OneNode packed = heads().normal(BATCH, TOKENS, HEADS, 3, WIDTH);
    HostTensor all = Objects.requireNonNull(packed.inputs().getFirst());
    check(packed, heads().feed(part(all, 3, 0)).feed(part(all, 3, 1)).feed(part(all, 3, 2)));
  }

  @Test
  void keysAndValuesInOne() throws Exception {
    OneNode packed =
        heads().normal(BATCH, TOKENS, HEADS * WIDTH).normal(BATCH, TOKENS, HEADS, 2, WIDTH);
    HostTensor queries = Objects.requireNonNull(packed.inputs().getFirst());
    HostTensor rest = Objects.requireNonNull(packed.inputs().getLast());
    check(packed, heads().feed(queries).feed(part(rest, 2, 0)).feed(part(rest, 2, 1)));
  }

  private static OneNode heads() {
    return OneNode.microsoft("MultiHeadAttention").with("num_heads", HEADS);
  }

  /** Part {@code which} of [batch, tokens, heads, parts, width], as [batch, tokens, all heads]. */
  private static HostTensor part(HostTensor all, int parts, int which) {
    return HostTensor.fill(
        1,
        new long[] {BATCH, TOKENS, HEADS * WIDTH},
        i -> all.real((i / WIDTH * parts + which) * WIDTH + i % WIDTH),
        i -> 0);
  }

  private static void check(OneNode packed, OneNode plain) throws Exception {
    Map<String, HostTensor> feeds = new java.util.HashMap<>();
    for (int i = 0; i < plain.inputs().size(); i++) {
      feeds.put("x" + i, Objects.requireNonNull(plain.inputs().get(i)));
    }
    HostTensor expected =
        Objects.requireNonNull(Reference.run(plain.model().toByteArray(), feeds).get("y"));
    HostTensor actual = Objects.requireNonNull(new NodeCheck(packed).replay(Set.of(0)).get("y"));
    assertThat(NodeCheck.difference(expected, actual)).isLessThan(1e-5);
  }
}
