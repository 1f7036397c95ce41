package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import java.util.List;
import probe.onnx.write.GraphWriter;
import probe.onnx.write.LlamaWriter;

/** Qwen 3: Qwen 2 without its biases, and with a norm of each query and key. */
@AutoService(Family.class)
public final class Qwen3 extends LlamaKin {
  @Override
  public String modelType() {
    return "qwen3";
  }

  @Override
  int keyValueHeads(int heads) {
    return 32;
  }

  @Override
  Integer headWidth() {
    return 128;
  }

  @Override
  boolean attentionBias(ConfigJson json) {
    return json.flag("attention_bias", false);
  }

  @Override
  List<Integer> windows(ConfigJson json, int blocks) {
    return Windows.late(json, blocks);
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
    protected String byHead(String x, String name) {
      return norm(x, name, sizes.headWidth());
    }
  }
}
