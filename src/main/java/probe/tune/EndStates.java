package probe.tune;

import java.util.List;

/**
 * The residual stream at the last position of contexts.
 *
 * @param layers as in {@code LanguageModel}: 0 is the embedding sum, l the stream after block l,
 *     and the last one what the head reads
 * @param states [layers][contexts][width]
 * @param read the same, after the final norm: what the head would read if the stream ended there
 * @param normed whether {@code read} is that; else the graph has no final norm that can be put on
 *     other states, and {@code read} holds the states themselves
 */
public record EndStates(
    List<Integer> layers, float[][][] states, float[][][] read, boolean normed) {
  public EndStates {
    layers = List.copyOf(layers);
  }
}
