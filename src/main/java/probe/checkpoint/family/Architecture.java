package probe.checkpoint.family;

import java.util.List;
import java.util.regex.Pattern;
import probe.onnx.write.GraphWriter;
import probe.tensor.DType;

/**
 * A model as its config.json describes it.
 *
 * @param tied whether embedding and head are one matrix
 * @param prefix what names of weights begin with in a model with a head, and lack in one saved
 *     without
 * @param embedding the weight that embeds tokens
 * @param heads what checkpoints call the weight of the head, the name in the graph first
 * @param graph the graph
 */
public record Architecture(
    int blocks, boolean tied, String prefix, String embedding, List<String> heads, Graph graph) {

  /** Masks, what they put in place of a score, and tables of rotary angles. */
  private static final Pattern BUFFER =
      Pattern.compile("(^|\\.)(rotary_emb\\.\\w+|(attn|attention)\\.(bias|masked_bias))$");

  private static final Pattern BLOCK = Pattern.compile("(^|\\.)(h|layers)\\.\\d+\\.");

  /** The graph, whose weights have the names of a model with its head. */
  @FunctionalInterface
  public interface Graph {
    GraphWriter of(boolean tied, DType type);
  }

  /** With the one name of the head that nearly all models have. */
  Architecture(int blocks, boolean tied, String prefix, String embedding, Graph graph) {
    this(blocks, tied, prefix, embedding, List.of("lm_head.weight"), graph);
  }

  /** The weight of the head, where it is one of its own. */
  public String head() {
    return heads.getFirst();
  }

  /** What checkpoints call {@code weight}, the likeliest name first. */
  public List<String> names(String weight) {
    if (weight.equals(head())) {
      return heads;
    }
    return weight.startsWith(prefix)
        ? List.of(weight, weight.substring(prefix.length()))
        : List.of(weight);
  }

  /**
   * Whether tensor {@code name} is a constant that some versions save, and that follows from the
   * config.
   */
  public boolean isBuffer(String name) {
    return BUFFER.matcher(name).find();
  }

  /**
   * Whether tensor {@code name} is part of a block, where whatever is there changes what it gives.
   */
  public boolean isInBlock(String name) {
    return BLOCK.matcher(name).find();
  }
}
