package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import java.util.List;
import probe.onnx.write.GraphWriter;
import probe.onnx.write.LlamaWriter;
import probe.onnx.write.RotaryFrequencies;

/**
 * Phi-3 with plain positions: LLaMA with matrices that are joined, and heads that may turn in part.
 */
@AutoService(Family.class)
public final class Phi3 extends LlamaKin {
  @Override
  public String modelType() {
    return "phi3";
  }

  @Override
  double epsilon() {
    return 1e-5;
  }

  @Override
  RotaryFrequencies rotary(ConfigJson json) {
    return RotaryFields.read(json, "rope_theta", 10_000, "partial_rotary_factor", 1);
  }

  @Override
  List<Integer> windows(ConfigJson json, int blocks) {
    return Windows.everywhere(json, blocks, 0);
  }

  @Override
  Kin kin(ConfigJson json, LlamaWriter.Config config) {
    return Graph::new;
  }

  private static final class Graph extends LlamaWriter {
    Graph(GraphWriter out, Config config) {
      super(out, config);
    }

    @Override
    protected Projected projected(String x, String prefix) {
      int queries = sizes.heads() * sizes.headWidth();
      int shared = sizes.keyValueHeads() * sizes.headWidth();
      String all =
          layers.linear(x, prefix + "qkv_proj", sizes.width(), queries + 2 * shared, false);
      List<String> parts = layers.parts(all, 2, List.of("q", "k", "v"), queries, shared, shared);
      return new Projected(parts.get(0), parts.get(1), parts.get(2));
    }

    @Override
    protected String mlp(String x, int block) {
      String prefix = prefix(block) + "mlp.";
      int inner = sizes.inner();
      String both = layers.linear(x, prefix + "gate_up_proj", sizes.width(), 2 * inner, false);
      List<String> parts = layers.parts(both, 2, List.of("gate", "up"), inner, inner);
      return down(parts.get(0), parts.get(1), prefix);
    }
  }
}
