package probe.kind;

import java.util.Optional;
import probe.geometry.LogitHead;
import probe.geometry.Space;
import probe.result.VocabularyFacts;
import probe.tensor.Matrix;

/** Vectors of a model, as the analyses see them. */
public interface Vectors {
  /** The Euclidean inner product, as it is in the model. */
  String EUCLIDEAN = "euclidean";

  /** The same about the mean of the declared vocabulary. */
  String CENTRED = "centred";

  /** The causal inner product a . Cov^-1 b (arXiv 2311.03658). */
  String CAUSAL = "causal";

  /** A random metric with the eigenvalues of the causal one. */
  String RANDOM_METRIC = "random-metric";

  /** Number of blocks: states have layers 0 to this. */
  int blocks();

  /** The unembedding in coordinates of {@code product}; nothing where it is not defined. */
  Optional<Space> space(String product);

  /** Why {@code product} is not defined, and what to do. */
  String whyNot(String product);

  /**
   * A final state in the coordinates that go with those of {@code product}: its dot product with a
   * difference of tokens there is lambda . (gamma_b - gamma_a).
   */
  double[] inSpace(String product, double[] lambda);

  /** The state of the last token of {@code context} at {@code layer} [d]; one that was planned. */
  double[] state(int layer, int[] context);

  /** The logits of all tokens for final states, with bias, scale and soft cap: [V, states]. */
  Matrix logitTable(double[][] states);

  /** What the head does with products in the coordinates of {@code product}, but for its bias. */
  LogitHead head(String product);

  /** What the causal inner product rests on. */
  VocabularyFacts facts();
}
