package probe.checkpoint.family;

import probe.onnx.write.Activation;

/** The fields that Gemma 2 and 3 share. */
abstract class GemmaKin extends LlamaKin {
  @Override
  int keyValueHeads(int heads) {
    return 4;
  }

  @Override
  Integer headWidth() {
    return 256;
  }

  @Override
  boolean tied() {
    return true;
  }

  @Override
  Activation activation(ConfigJson json) {
    json.ignore("hidden_act");
    return json.activation("hidden_activation", Activation.GELU_TANH);
  }

  @Override
  boolean attentionBias(ConfigJson json) {
    return json.flag("attention_bias", false);
  }
}
