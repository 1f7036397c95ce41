package probe.onnx.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import probe.tensor.DType;

/** Writes the graph of GPT-2: learned positions, norms before each branch. */
public final class Gpt2Writer extends DecoderWriter {
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

    /** The same with a head that is the embedding, or one of its own. */
    public Config withTied(boolean tied) {
      return new Config(sizes, inner, epsilon, activation, tied, scaled, scaledByBlock);
    }
  }

  private final Config config;
  private final Sizes sizes;
  private final Attention attention;

  private Gpt2Writer(GraphWriter out, Config config) {
    super(
        out,
        new Ends(
            config.sizes().blocks(),
            config.sizes().width(),
            config.sizes().vocabulary(),
            "transformer.wte.weight",
            "lm_head.weight",
            config.tied()));
    this.config = config;
    this.sizes = config.sizes();
    this.attention = new Attention(out, inputs, sizes.width() / sizes.heads());
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
    return new Gpt2Writer(new GraphWriter(type), config).write();
  }

  @Override
  protected String embedded(String tokens) {
    String wpe = out.table("transformer.wpe.weight", sizes.positions(), sizes.width());
    return layers.add(tokens, layers.lookUp(wpe, inputs.positions()));
  }

  @Override
  protected String block(String x, int block) {
    String prefix = "transformer.h." + block + ".";
    String y = norm(x, prefix + "ln_1");
    String seen = layers.add(x, attention(y, prefix + "attn.", scale(block)));
    return layers.add(seen, mlp(norm(seen, prefix + "ln_2"), prefix + "mlp."));
  }

  @Override
  protected String lastNorm(String x) {
    return norm(x, "transformer.ln_f");
  }

  private double scale(int block) {
    double scale = config.scaled() ? 1 / Math.sqrt((double) sizes.width() / sizes.heads()) : 1;
    return config.scaledByBlock() ? scale / (block + 1) : scale;
  }

  private String norm(String x, String name) {
    return layers.layerNorm(x, name, sizes.width(), (float) config.epsilon());
  }

  private String attention(String x, String prefix, double scale) {
    int d = sizes.width();
    String qkv = layers.conv1d(x, prefix + "c_attn", d, 3 * d);
    List<String> parts = layers.parts(qkv, 2, List.of("q", "k", "v"), d, d, d);
    String joined =
        attention.attend(
            attention.split(parts.get(0), sizes.heads()),
            attention.splitKeys(parts.get(1), sizes.heads()),
            attention.split(parts.get(2), sizes.heads()),
            sizes.heads(),
            Attention.Scores.of(scale));
    return layers.conv1d(joined, prefix + "c_proj", d, d);
  }

  private String mlp(String x, String prefix) {
    String inner = layers.conv1d(x, prefix + "c_fc", sizes.width(), config.inner());
    return layers.conv1d(
        config.activation().of(out, inner), prefix + "c_proj", config.inner(), sizes.width());
  }
}
