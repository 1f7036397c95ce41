package probe.checkpoint.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.stream.IntStream;
import probe.onnx.write.LlamaWriter;
import probe.onnx.write.RotaryFrequencies;

/** SmolLM3: LLaMA in which some blocks know nothing of positions. */
@AutoService(Family.class)
public final class SmolLm3 extends LlamaKin {
  @Override
  public String modelType() {
    return "smollm3";
  }

  @Override
  int keyValueHeads(int heads) {
    return 4;
  }

  @Override
  boolean tied() {
    return true;
  }

  @Override
  boolean attentionBias(ConfigJson json) {
    return json.flag("attention_bias", false);
  }

  @Override
  boolean mlpBias(ConfigJson json) {
    return json.flag("mlp_bias", false);
  }

  @Override
  RotaryFrequencies rotary(ConfigJson json) {
    return RotaryFields.read(json, 2_000_000);
  }

  @Override
  List<Integer> windows(ConfigJson json, int blocks) {
    boolean used = json.flag("use_sliding_window", false);
    Integer window = json.sizeOrNull("sliding_window");
    List<Boolean> turning = turning(json, blocks);
    return Windows.some(
        json, blocks, window, block -> used && window != null && !turning.get(block));
  }

  /** By block, whether positions turn queries and keys. */
  private static List<Boolean> turning(ConfigJson json, int blocks) {
    int interval = json.size("no_rope_layer_interval", 4, 4);
    List<JsonNode> stated = json.list("no_rope_layers");
    if (stated != null
        && (stated.size() < blocks || !stated.stream().allMatch(x -> x.isInt() || x.isBoolean()))) {
      throw json.wrong("no_rope_layers", "a list of %d numbers, 1 or 0".formatted(blocks));
    }
    return IntStream.range(0, blocks)
        .mapToObj(
            block -> stated == null ? (block + 1) % interval != 0 : stated.get(block).asBoolean())
        .toList();
  }

  @Override
  Kin kin(ConfigJson json, LlamaWriter.Config config) {
    List<Boolean> turning = turning(json, config.sizes().blocks());
    return (out, sizes) ->
        new LlamaWriter(out, sizes) {
          @Override
          protected String turned(String x, int block) {
            return turning.get(block) ? super.turned(x, block) : x;
          }
        };
  }
}
