package probe.onnx;

import java.util.List;
import probe.ProbeException;

/**
 * A weight with numbers for every token: the embedding, the unembedding, or both in one where they
 * are tied.
 *
 * @param axis where tokens are: 0 for [V, d], 1 for [d, V]
 * @param module dotted path of the module that it was exported from, such as model.embed_tokens
 */
public record TokenTable(Weight weight, int axis, String module) {
  /** Tokens that it has numbers for. */
  public int tokens() {
    return Math.toIntExact(weight.dims()[axis]);
  }

  /**
   * The part that belongs to {@code ids}, as [ids, d].
   *
   * @throws ProbeException if an id is outside of the table or named twice
   */
  public WeightPart part(List<Integer> ids) {
    boolean[] seen = new boolean[tokens()];
    for (int id : ids) {
      if (id < 0 || id >= tokens()) {
        throw ProbeException.input(
            "token %d is none of the %d tokens of %s".formatted(id, tokens(), weight.name()));
      }
      if (seen[id]) {
        throw ProbeException.input("token %d is named twice; name each once".formatted(id));
      }
      seen[id] = true;
    }
    return new WeightPart(
        weight.name() + ".rows", weight, axis, ids.stream().mapToInt(Integer::intValue).toArray());
  }
}
