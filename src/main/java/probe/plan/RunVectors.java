package probe.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import probe.algebra.Dense;
import probe.algebra.Whitening;
import probe.geometry.LogitHead;
import probe.geometry.Space;
import probe.kind.Vectors;
import probe.model.LanguageModel;
import probe.onnx.LogitStep;
import probe.result.VocabularyFacts;
import probe.stats.Seeds;
import probe.tensor.Matrix;

/** The vectors of a run; whatever takes long is made when it is first asked for. */
final class RunVectors implements Vectors {
  private final LanguageModel model;
  private final Matrix gamma;
  private final int[] declared;
  private final VocabularyCloud cloud;
  private final States states;
  private final long seed;
  private final Map<String, Space> spaces = new HashMap<>();
  private @Nullable Dense colouring;

  /**
   * The vectors.
   *
   * @param gamma unembedding [V, d], rows one after another
   * @param cloud what the declared rows are like
   */
  RunVectors(
      LanguageModel model,
      Matrix gamma,
      int[] declared,
      VocabularyCloud cloud,
      States states,
      long seed) {
    this.model = model;
    this.gamma = gamma;
    this.declared = declared;
    this.cloud = cloud;
    this.states = states;
    this.seed = seed;
  }

  @Override
  public int blocks() {
    return model.decoder().blocks();
  }

  @Override
  public Optional<Space> space(String product) {
    Space known = spaces.get(product);
    if (known == null) {
      Optional<Space> made = make(product);
      made.ifPresent(space -> spaces.put(product, space));
      return made;
    }
    return Optional.of(known);
  }

  private Optional<Space> make(String product) {
    return switch (product) {
      case EUCLIDEAN -> Optional.of(new Space(EUCLIDEAN, gamma, declared));
      case CENTRED -> Optional.of(new Space(CENTRED, cloud.centred(gamma), declared));
      case CAUSAL ->
          cloud.whitening().map(whitening -> new Space(CAUSAL, whitening.apply(gamma), declared));
      case RANDOM_METRIC ->
          cloud
              .whitening()
              .map(
                  whitening ->
                      new Space(
                          RANDOM_METRIC,
                          whitening.applyRandom(gamma, Seeds.of(seed, RANDOM_METRIC)),
                          declared));
      default -> throw new IllegalArgumentException("no inner product '" + product + "'");
    };
  }

  @Override
  public String whyNot(String product) {
    return product.equals(CAUSAL) || product.equals(RANDOM_METRIC) ? cloud.facts().why() : "";
  }

  @Override
  public double[] inSpace(String product, double[] lambda) {
    return switch (product) {
      case EUCLIDEAN, CENTRED -> lambda.clone();
      case CAUSAL -> colouring().multiply(lambda);
      default ->
          throw new IllegalArgumentException(
              "states have no coordinates for the product '" + product + "'");
    };
  }

  private Dense colouring() {
    if (colouring == null) {
      Whitening whitening =
          cloud.whitening().orElseThrow(() -> new IllegalArgumentException(cloud.facts().why()));
      colouring = whitening.colouring();
    }
    return colouring;
  }

  @Override
  public double[] state(int layer, int[] context) {
    return states.state(layer, context);
  }

  @Override
  public Matrix logitTable(double[][] states) {
    return LogitTable.of(gamma, states, model.decoder().logitSteps());
  }

  @Override
  public LogitHead head(String product) {
    List<LogitStep> steps =
        model.decoder().logitSteps().stream()
            .filter(step -> !(step instanceof LogitStep.Bias))
            .toList();
    if (steps.isEmpty()) {
      return LogitHead.linear(gamma.columns());
    }
    // the causal space leaves the mean row out, which matters under a cap
    double[] common =
        product.equals(CAUSAL)
            ? cloud.whitening().orElseThrow().applyToDifference(cloud.mean())
            : new double[gamma.columns()];
    return LogitHead.capped(
        common,
        x -> {
          double[] logit = {x};
          LogitStep.apply(steps, logit);
          return logit[0];
        });
  }

  @Override
  public VocabularyFacts facts() {
    return cloud.facts();
  }
}
