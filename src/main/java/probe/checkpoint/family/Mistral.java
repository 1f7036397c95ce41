package probe.checkpoint.family;

import com.google.auto.service.AutoService;
import java.util.List;
import probe.onnx.write.LlamaWriter;

/** Mistral 7B: LLaMA that may see a window alone. */
@AutoService(Family.class)
public final class Mistral extends LlamaKin {
  @Override
  public String modelType() {
    return "mistral";
  }

  @Override
  int keyValueHeads(int heads) {
    return 8;
  }

  @Override
  List<Integer> windows(ConfigJson json, int blocks) {
    return Windows.everywhere(json, blocks, 4096);
  }

  @Override
  Kin kin(ConfigJson json, LlamaWriter.Config config) {
    return LlamaWriter::new;
  }
}
