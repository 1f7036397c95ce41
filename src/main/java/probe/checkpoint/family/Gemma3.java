package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.onnx.write.GemmaWriter;
import probe.onnx.write.LlamaWriter;
import probe.onnx.write.Rotary;
import probe.onnx.write.RotaryFrequencies;

/**
 * Gemma 3, text alone: windows in five of six blocks, which turn faster, and a norm of each query
 * and key.
 */
@AutoService(Family.class)
public final class Gemma3 extends GemmaKin {
  @Override
  public String modelType() {
    return "gemma3_text";
  }

  @Override
  List<Integer> windows(ConfigJson json, int blocks) {
    int window = json.size("sliding_window", 4096, 0);
    int pattern = json.size("sliding_window_pattern", 6, 6);
    return Windows.some(
        json, blocks, window == 0 ? null : window, block -> (block + 1) % pattern != 0);
  }

  @Override
  RotaryFrequencies rotary(ConfigJson json) {
    double theta = json.positive("rope_theta", 1_000_000);
    return byKind(json, "full_attention", theta, json.object("rope_scaling"));
  }

  private static RotaryFrequencies local(ConfigJson json) {
    double theta = json.positive("rope_local_base_freq", 10_000);
    return byKind(json, "sliding_attention", theta, null);
  }

  /** Newer files hold them by kind of block, {@code older} held those of blocks that see all. */
  private static RotaryFrequencies byKind(
      ConfigJson json, String kind, double theta, @Nullable ConfigJson older) {
    ConfigJson kinds = json.object("rope_parameters");
    if (kinds != null && !kinds.has("full_attention")) {
      throw json.wrong("rope_parameters", "by kind of block: full_attention, sliding_attention");
    }
    ConfigJson fields = older != null || kinds == null ? older : kinds.object(kind);
    return fields == null
        ? RotaryFrequencies.plain(theta)
        : RotaryFields.scaled(json, fields, theta, false, 1);
  }

  @Override
  Kin kin(ConfigJson json, LlamaWriter.Config config) {
    double scale = 1 / Math.sqrt(json.positive("query_pre_attn_scalar", 256));
    double logitCap = json.positiveOrNone("final_logit_softcapping", 0);
    RotaryFrequencies local = local(json);
    requireEven(json, local, config.sizes().headWidth());
    return (out, sizes) ->
        new GemmaWriter(out, sizes, scale, 0, logitCap) {
          private final Rotary near = rotary(local);

          @Override
          protected String byHead(String x, String name) {
            return norm(x, name, sizes.headWidth());
          }

          @Override
          protected String turned(String x, int block) {
            return config.windows().get(block) == 0 ? super.turned(x, block) : near.apply(x);
          }
        };
  }
}
