package probe.onnx.write;

/**
 * Writes the graph of Gemma: tokens scaled by the root of the width, norms with weights around 0
 * before and after each branch, soft caps.
 */
public class GemmaWriter extends LlamaWriter {
  private final double scale;
  private final double scoreCap;
  private final double logitCap;

  /**
   * Declares the inputs of the graph {@code out}, which is empty so far.
   *
   * @param scale what products of queries and keys are multiplied with
   * @param scoreCap size that no score exceeds, 0 for none
   * @param logitCap size that no logit exceeds, 0 for none
   */
  public GemmaWriter(
      GraphWriter out, Config config, double scale, double scoreCap, double logitCap) {
    super(out, config);
    this.scale = scale;
    this.scoreCap = scoreCap;
    this.logitCap = logitCap;
  }

  @Override
  protected String embedded(String tokens) {
    return layers.scaled(tokens, Math.sqrt(sizes.width()));
  }

  @Override
  protected String block(String x, int block) {
    String attended = attention(norm(x, block, "input_layernorm"), block);
    String seen = layers.add(x, norm(attended, block, "post_attention_layernorm"));
    String changed = mlp(norm(seen, block, "pre_feedforward_layernorm"), block);
    return layers.add(seen, norm(changed, block, "post_feedforward_layernorm"));
  }

  private String norm(String x, int block, String name) {
    return norm(x, prefix(block) + name + ".weight", sizes.width());
  }

  @Override
  protected String norm(String x, String name, int width) {
    return layers.rmsNormPlusOne(x, name, width, (float) config.epsilon());
  }

  @Override
  protected Attention.Scores scores(int block) {
    return super.scores(block).scaled(scale, scoreCap);
  }

  @Override
  protected String logits(String products) {
    return logitCap == 0 ? products : layers.cap(products, logitCap);
  }
}
