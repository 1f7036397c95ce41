package probe.checkpoint.family;

import java.util.List;
import java.util.regex.Pattern;
import probe.onnx.write.GraphWriter;
import probe.tensor.DType;

/** A model as its config.json describes it. */
public interface Architecture {
  /** Number of blocks. */
  int blocks();

  /** Whether embedding and head are one matrix. */
  boolean tied();

  /** The graph, whose weights have the names of a model with its head. */
  GraphWriter graph(boolean tied, DType type);

  /** The weight that embeds tokens. */
  String embedding();

  /** The weight of the head, where it is one of its own. */
  default String head() {
    return "lm_head.weight";
  }

  /** What names of weights begin with in a model with a head, and lack in one saved without. */
  String prefix();

  /** What checkpoints call {@code weight}, the likeliest name first. */
  default List<String> names(String weight) {
    return weight.startsWith(prefix())
        ? List.of(weight, weight.substring(prefix().length()))
        : List.of(weight);
  }

  /**
   * Whether tensor {@code name} is a constant that some versions save, and that follows from the
   * config.
   */
  default boolean isBuffer(String name) {
    return BUFFER.matcher(name).find();
  }

  /**
   * Whether tensor {@code name} is part of a block, where whatever is there changes what it gives.
   */
  default boolean isInBlock(String name) {
    return BLOCK.matcher(name).find();
  }

  /** Masks, what they put in place of a score, and tables of rotary angles. */
  Pattern BUFFER =
      Pattern.compile("(^|\\.)(rotary_emb\\.\\w+|(attn|attention)\\.(bias|masked_bias))$");

  Pattern BLOCK = Pattern.compile("(^|\\.)(h|layers)\\.\\d+\\.");
}
