package probe.onnx.write;

import static probe.onnx.write.GraphWriter.attribute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import probe.tensor.DType;

/** Writes the graph of GPT-2: learned positions, norms before each branch. */
public final class Gpt2Writer {
  /**
   * The sizes of a GPT-2.
   *
   * @param positions longest context
   */
  public record Sizes(int blocks, int width, int heads, int vocabulary, int positions) {
    /** The smallest of the published ones, 124 million weights. */
    public static final Sizes SMALL = new Sizes(12, 768, 12, 50_257, 1024);

    public Sizes {
      if (width % heads != 0) {
        throw new IllegalArgumentException(
            "width %d is no multiple of %d heads".formatted(width, heads));
      }
    }
  }

  /**
   * What a GPT-2 computes.
   *
   * @param inner width of the feed-forward layers
   * @param epsilon what norms add to the variance
   * @param tied whether the head's rows are those of the embedding
   * @param scaled whether scores are divided by the root of the head's width
   * @param scaledByBlock whether scores of block l, from 1, are divided by l as well
   */
  public record Config(
      Sizes sizes,
      int inner,
      double epsilon,
      Activation activation,
      boolean tied,
      boolean scaled,
      boolean scaledByBlock) {

    /** As the published ones are. */
    public static Config of(Sizes sizes) {
      return new Config(sizes, 4 * sizes.width(), 1e-5, Activation.GELU_TANH, true, true, false);
    }
  }

  private final GraphWriter out;
  private final Layers layers;
  private final Config config;
  private final Sizes sizes;

  private Gpt2Writer(GraphWriter out, Config config) {
    this.out = out;
    this.layers = new Layers(out);
    this.config = config;
    this.sizes = config.sizes();
  }

  /** Writes a GPT-2 as the published ones are, in float32, to {@code file}. */
  public static void write(Path file, Sizes sizes, WeightSource weights) throws IOException {
    graph(Config.of(sizes), DType.F32).write(file, weights);
  }

  /**
   * The graph, with weights named as in Hugging Face's {@code GPT2LMHeadModel} and stored as {@code
   * type}.
   */
  public static GraphWriter graph(Config config, DType type) {
    GraphWriter out = new GraphWriter(type);
    new Gpt2Writer(out, config).model();
    return out;
  }

  private void model() {
    String ids = out.input("input_ids", "batch", "tokens");
    String mask = out.input("attention_mask", "batch", "tokens");
    String positions = out.input("position_ids", "batch", "tokens");
    String wte = out.table("transformer.wte.weight", sizes.vocabulary(), sizes.width());
    String wpe = out.table("transformer.wpe.weight", sizes.positions(), sizes.width());
    String x = layers.add(layers.lookUp(wte, ids), layers.lookUp(wpe, positions));
    Attention attention = new Attention(out, ids, mask, sizes.width() / sizes.heads());
    for (int block = 0; block < sizes.blocks(); block++) {
      String prefix = "transformer.h." + block + ".";
      String y = norm(x, prefix + "ln_1");
      x = layers.add(x, attention(attention, y, prefix + "attn.", scale(block)));
      x = layers.add(x, mlp(norm(x, prefix + "ln_2"), prefix + "mlp."));
    }
    String lambda = norm(x, "transformer.ln_f");
    layers.head(
        lambda,
        config.tied() ? wte : out.table("lm_head.weight", sizes.vocabulary(), sizes.width()));
  }

  private double scale(int block) {
    double scale = config.scaled() ? 1 / Math.sqrt((double) sizes.width() / sizes.heads()) : 1;
    return config.scaledByBlock() ? scale / (block + 1) : scale;
  }

  private String norm(String x, String name) {
    return layers.layerNorm(x, name, sizes.width(), (float) config.epsilon());
  }

  private String attention(Attention attention, String x, String prefix, double scale) {
    int d = sizes.width();
    String qkv = layers.conv1d(x, prefix + "c_attn", d, 3 * d);
    List<String> parts = List.of(qkv + ".q", qkv + ".k", qkv + ".v");
    out.add("Split", List.of(qkv, out.ints(d, d, d)), parts, attribute("axis", 2));
    String joined =
        attention.attend(
            attention.split(parts.get(0), sizes.heads()),
            attention.splitKeys(parts.get(1), sizes.heads()),
            attention.split(parts.get(2), sizes.heads()),
            sizes.heads(),
            scale);
    return layers.conv1d(joined, prefix + "c_proj", d, d);
  }

  private String mlp(String x, String prefix) {
    String inner = layers.conv1d(x, prefix + "c_fc", sizes.width(), config.inner());
    return layers.conv1d(
        config.activation().of(out, inner), prefix + "c_proj", config.inner(), sizes.width());
  }
}
