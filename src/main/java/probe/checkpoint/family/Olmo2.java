package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import probe.onnx.write.GraphWriter;
import probe.onnx.write.LlamaWriter;

/**
 * OLMo 2: LLaMA with norms after each branch in place of before it, and of all queries and all
 * keys.
 */
@AutoService(Family.class)
public final class Olmo2 extends LlamaKin {
  @Override
  public String modelType() {
    return "olmo2";
  }

  @Override
  double epsilon() {
    return 1e-5;
  }

  @Override
  boolean attentionBias(ConfigJson json) {
    return json.flag("attention_bias", false);
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
    protected String block(String x, int block) {
      String prefix = prefix(block);
      String seen =
          layers.add(
              x,
              norm(attention(x, block), prefix + "post_attention_layernorm.weight", sizes.width()));
      return layers.add(
          seen,
          norm(mlp(seen, block), prefix + "post_feedforward_layernorm.weight", sizes.width()));
    }

    @Override
    protected Projected projected(String x, String prefix) {
      Projected plain = super.projected(x, prefix);
      int wide = sizes.headWidth();
      return new Projected(
          norm(plain.queries(), prefix + "q_norm.weight", sizes.heads() * wide),
          norm(plain.keys(), prefix + "k_norm.weight", sizes.keyValueHeads() * wide),
          plain.values());
    }
  }
}
