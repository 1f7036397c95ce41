package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import java.util.List;
import probe.onnx.write.GraphWriter;
import probe.onnx.write.LlamaWriter;

/**
 * Qwen 2 and 2.5: LLaMA with biases on queries, keys and values, and windows in late blocks where
 * wanted.
 */
@AutoService(Family.class)
public final class Qwen2 extends LlamaKin {
  @Override
  public String modelType() {
    return "qwen2";
  }

  @Override
  int keyValueHeads(int heads) {
    return 32;
  }

  @Override
  boolean attentionBias(ConfigJson json) {
    return true;
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
    protected boolean outputBias() {
      return false;
    }
  }
}
