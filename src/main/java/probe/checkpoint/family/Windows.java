package probe.checkpoint.family;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The fields of config.json that say how far attention sees, block by block. */
final class Windows {
  private static final String FIELD = "sliding_window";

  private Windows() {}

  /** The same window for all blocks; {@code absent} where no field says, 0 for none. */
  static List<Integer> everywhere(ConfigJson json, int blocks, int absent) {
    int window = json.size(FIELD, absent, 0);
    if (window != 0) {
      // transformers does not ask them, so they may say nothing else
      List<JsonNode> types = json.list("layer_types");
      if (types != null
          && !types.stream().allMatch(type -> type.asText().equals("sliding_attention"))) {
        throw json.refused("layer_types");
      }
    }
    return Collections.nCopies(blocks, window);
  }

  /**
   * A window for some blocks.
   *
   * @param window its width, or null where there is none
   * @param slides whether it is for a block, from 0, where layer_types does not say
   */
  static List<Integer> some(
      ConfigJson json, int blocks, @Nullable Integer window, IntPredicate slides) {
    List<JsonNode> types = json.list("layer_types");
    if (types != null && types.size() < blocks) {
      throw json.wrong("layer_types", "a list of %d, one for each block".formatted(blocks));
    }
    return IntStream.range(0, blocks)
        .map(block -> width(json, window, types == null ? null : types.get(block), slides, block))
        .boxed()
        .toList();
  }

  private static int width(
      ConfigJson json,
      @Nullable Integer window,
      @Nullable JsonNode type,
      IntPredicate slides,
      int block) {
    String name =
        type != null ? type.asText() : slides.test(block) ? "sliding_attention" : "full_attention";
    return switch (name) {
      case "full_attention" -> 0;
      case "sliding_attention" -> {
        if (window == null) {
          throw json.wrong(
              FIELD,
              "a number and in use, for layer_types has sliding_attention in block " + block);
        }
        yield window;
      }
      default -> throw json.wrong("layer_types", "of full_attention and sliding_attention alone");
    };
  }

  /** Where fields turn the window on, for the blocks from max_window_layers on: Qwen's way. */
  static List<Integer> late(ConfigJson json, int blocks) {
    boolean used = json.flag("use_sliding_window", false);
    int window = json.size(FIELD, 4096, 0);
    int first = json.count("max_window_layers", 28);
    return some(
        json,
        blocks,
        used && window != 0 ? window : null,
        block -> used && window != 0 && block >= first);
  }
}
